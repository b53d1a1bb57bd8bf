import type { DrillContext, DrillReport, MockWorkspace } from '../../src/index.js'
import { durationMs } from '../../src/lib/duration.js'
import { root } from '../helpers/project.js'

/** An app of examples/drill, as far as tests use it. */
export interface ExampleApp {
  readonly welcomed: readonly string[]
}

interface ExampleOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly signal: AbortSignal
  readonly alarm: Bell
  readonly sleep: (ms: number) => Promise<unknown>
}

export type AppClass = new (options: ExampleOptions) => ExampleApp

const folder = `${root}examples/drill`
const { ConnectApp } = (await import(`${folder}/app.js`)) as { ConnectApp: AppClass }
const { journey } = (await import(`${folder}/journey.js`)) as {
  journey: (app: ExampleApp, settled: () => Promise<void>) => Promise<void>
}
const { twins } = (await import(`${folder}/twins.js`)) as { twins: Readonly<Record<string, AppClass>> }

export { ConnectApp, twins }

/** What rings when a reply is late, in the place of a clock: the time of a workspace and that of a busy machine say nothing. */
export type Bell = (ms: number, ring: () => void) => () => void

/** So often the workspace is asked before a reply is late that a fault holds. What is not held is there by then. */
const mostLooks = 20

/** A bell that rings for what is under way once a fault holds a reply for longer than anybody waits. */
export function bellOf({ faults }: MockWorkspace): Bell {
  return (_, ring) => {
    let isCancelled = false
    const look = async (looks: number): Promise<void> => {
      const isHeld = (await faults.list()).some(
        ({ hits, respond }) => hits > 0 && durationMs(String(respond.replyDelay ?? '0s')) > 1000,
      )
      if (isCancelled) return
      if (isHeld && looks === mostLooks) return ring()
      setTimeout(() => look(isHeld ? looks + 1 : 0), 10)
    }
    look(0)
    return () => {
      isCancelled = true
    }
  }
}

/** The test of the example in virtual time: it passes where the app waits, and only there. */
export function journeyOf(App: AppClass) {
  return async (workspace: MockWorkspace, { signal, settled }: DrillContext) => {
    await workspace.clock.freeze()
    const { url: baseUrl, apiKey, clock } = workspace
    const alarm = bellOf(workspace)
    await journey(new App({ baseUrl, apiKey, signal, alarm, sleep: (ms) => clock.advance(ms) }), settled)
  }
}

/** What is wrong with an app, by the names of rules and of verdicts that need none. */
export function wrongs({ cases }: DrillReport): readonly string[] {
  const found = cases.flatMap(({ verdict, broken }) => [
    ...(['hung', 'unstable', 'unreached'].includes(verdict) ? [verdict] : []),
    ...broken.map(({ rule }) => rule),
  ])
  return [...new Set(found)]
}

/** What a report says, without journals, the places in them, and what else differs from run to run. */
export function findingsOf({ cases, rehearsal, ...report }: DrillReport) {
  const { durationMs: _, ...calls } = rehearsal
  return {
    ...report,
    rehearsal: { ...calls, calls: [...calls.calls].sort() },
    cases: cases.map(({ durationMs, journal, output, broken, ...found }) => ({
      ...found,
      broken: broken.map(({ rule, message }) => ({ rule, message })),
    })),
  }
}
