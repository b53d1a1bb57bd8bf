import type { DrillContext, DrillReport, MockWorkspace } from '../../src/index.js'
import { root } from '../helpers/project.js'

/** An app of examples/drill, as far as tests use it. */
export interface ExampleApp {
  readonly welcomed: readonly string[]
}

interface ExampleOptions {
  readonly baseUrl: string
  readonly apiKey: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
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

/** The test of the example, whose pauses pass in the time of its workspace. */
export function journeyOf(App: AppClass) {
  return (workspace: MockWorkspace, { signal, settled }: DrillContext) =>
    journey(
      new App({
        baseUrl: workspace.url,
        apiKey: workspace.apiKey,
        signal,
        timeoutMs: 2000,
        sleep: (ms) => workspace.clock.advance(ms),
      }),
      settled,
    )
}

/** What is wrong with an app, by the names of rules and of verdicts that need none. */
export function wrongs({ cases }: DrillReport): readonly string[] {
  const found = cases.flatMap(({ verdict, broken }) => [
    ...(['hung', 'unstable', 'unreached'].includes(verdict) ? [verdict] : []),
    ...broken.map(({ rule }) => rule),
  ])
  return [...new Set(found)]
}
