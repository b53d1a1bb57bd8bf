import type { AsyncCommand } from 'fast-check'
import { type Call, type Command, type Intent, type Scene, touchedBy } from './command.js'
import type { Events } from './events.js'
import { possibleAfter } from './match.js'
import type { Servers } from './servers.js'
import type { World } from './world.js'

/** What the model knows in the course of a run. */
export interface Run {
  /** The worlds that all answers so far fit; racing calls can leave several. */
  worlds: readonly World[]
  /** How many commands were sent. */
  commands: number
  readonly kept: Map<string, object>
  readonly events: Events
}

/** What a step begins with, in words, so that a failing run can be read. */
export interface Named {
  readonly text: string
  readonly intent: Intent
}

/** One command, or several at the same time. */
export class Step implements AsyncCommand<Run, Servers> {
  readonly #members: readonly Named[]

  constructor(members: readonly Named[]) {
    this.#members = members
  }

  check(): boolean {
    return true
  }

  async run(run: Run, servers: Servers): Promise<void> {
    const [world] = run.worlds as readonly [World]
    const meant = this.#members.flatMap(({ intent }, at) => {
      const scene: Scene = {
        world,
        label: `${run.commands}.${at}`,
        isRace: this.#members.length > 1,
        kept: run.kept,
        receiverUrl: servers.receiverUrl,
      }
      return intent(scene) ?? []
    })
    const commands = meant.filter(
      (one) => !isInTheWay(one, meant, world) && !(servers.areMany && isSeenDifferently(one, meant, world)),
    )
    run.commands += commands.length
    const disturbs = commands.some((command) => command.disturbs)
    if (disturbs) await run.events.hear(run.worlds, servers)
    if (commands.length > 1) servers.script.say('# these at the same time:')
    const done = await Promise.all(
      commands.map(async (command) => {
        const answer = await servers.call(command.call)
        if (answer.status === 200) command.keep?.(answer.body)
        return { command, answer }
      }),
    )
    if (commands.length > 1) servers.script.say('wait')
    const { worlds, problems } = possibleAfter(run.worlds, done)
    if (worlds.length === 0) throw new Error(`No order explains the answers:\n${problems.join('\n')}`)
    const isDoubtful = disturbs && commands.length > 1
    run.worlds = isDoubtful ? run.events.doubt(worlds, world.events.length) : worlds
  }

  toString(): string {
    return this.#members.map(({ text }) => text).join(' | ')
  }
}

/** Whether a command changes in several steps what another command uses at the same time. */
function isInTheWay(one: Command, all: readonly Command[], world: World): boolean {
  const others = all.filter((other) => other !== one)
  const { replaces } = one
  if (isClockOfAll(one)) return others.some(({ call, replaces }) => isClock(call) || replaces !== undefined)
  return replaces !== undefined && others.some(({ call }) => touchedBy(call, world).includes(replaces))
}

/**
 * Whether a clock is changed under the eyes of two calls. Servers ask the store for sessions and for clocks one after the
 * other, so that one of the calls may still go by the time before when the other goes by the new one.
 */
function isSeenDifferently(one: Command, all: readonly Command[], world: World): boolean {
  if (!isClock(one.call)) return false
  const isAbout = ({ call }: Command) => one.call.as === null || touchedBy(call, world).includes(one.call.as)
  return all.filter((other) => other !== one && isAbout(other)).length > 1
}

function isClockOfAll({ call }: Command): boolean {
  return isClock(call) && call.as === null
}

function isClock({ path, method }: Call): boolean {
  return path.startsWith('/_mock/clock') && method !== 'GET'
}
