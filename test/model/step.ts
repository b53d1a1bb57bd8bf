import type { AsyncCommand } from 'fast-check'
import { type Call, type Command, type CommandContext, type CommandFactory, workspacesOf } from './command.js'
import type { Events } from './events.js'
import { worldsAfter } from './match.js'
import type { Servers } from './servers.js'
import type { World } from './world.js'

/** The state of the model in a run. */
export interface Run {
  /** The worlds that explain all answers so far; concurrent calls can leave several. */
  worlds: readonly World[]
  /** How many commands were sent. */
  commands: number
  readonly saved: Map<string, object>
  readonly events: Events
}

/** A command with its name and arguments, for messages. */
export interface NamedCommand {
  readonly text: string
  readonly create: CommandFactory
}

/** One command, or several at the same time. */
export class Step implements AsyncCommand<Run, Servers> {
  readonly #members: readonly NamedCommand[]

  constructor(members: readonly NamedCommand[]) {
    this.#members = members
  }

  check(): boolean {
    return true
  }

  async run(run: Run, servers: Servers): Promise<void> {
    const [world] = run.worlds as readonly [World]
    const created = this.#members.flatMap(({ create }, at) => {
      const context: CommandContext = {
        world,
        label: `${run.commands}.${at}`,
        isConcurrent: this.#members.length > 1,
        saved: run.saved,
        receiverUrl: servers.receiverUrl,
      }
      return create(context) ?? []
    })
    const commands = created.filter(
      (one) =>
        !conflictsWith(one, created, world) &&
        !(servers.isCluster && isSeenInconsistently(one, created, world)),
    )
    run.commands += commands.length
    const affectsDeliveries = commands.some((command) => command.affectsDeliveries)
    if (affectsDeliveries) await run.events.receive(run.worlds, servers)
    if (commands.length > 1) servers.script.addLine('# these at the same time:')
    const answered = await Promise.all(
      commands.map(async (command) => {
        const answer = await servers.call(command.call)
        if (answer.status === 200) command.save?.(answer.body)
        return { command, answer }
      }),
    )
    if (commands.length > 1) servers.script.addLine('wait')
    const { worlds, problems } = worldsAfter(run.worlds, answered)
    if (worlds.length === 0) throw new Error(`No order explains the answers:\n${problems.join('\n')}`)
    const isUncertain = affectsDeliveries && commands.length > 1
    run.worlds = isUncertain ? run.events.markUncertain(worlds, world.events.length) : worlds
  }

  toString(): string {
    return this.#members.map(({ text }) => text).join(' | ')
  }
}

/** Whether a command replaces, in several steps, what a concurrent command uses. */
function conflictsWith(one: Command, all: readonly Command[], world: World): boolean {
  const others = all.filter((other) => other !== one)
  const { replaces } = one
  if (isClockOfAll(one)) return others.some(({ call, replaces }) => isClock(call) || replaces !== undefined)
  return replaces !== undefined && others.some(({ call }) => workspacesOf(call, world).includes(replaces))
}

/**
 * Whether a command changes a clock that two concurrent calls read. Servers read sessions and clocks one after the other,
 * so one of the calls may still see the old time when the other sees the new one.
 */
function isSeenInconsistently(one: Command, all: readonly Command[], world: World): boolean {
  if (!isClock(one.call)) return false
  const isReader = ({ call }: Command) =>
    one.call.as === null || workspacesOf(call, world).includes(one.call.as)
  return all.filter((other) => other !== one && isReader(other)).length > 1
}

function isClockOfAll({ call }: Command): boolean {
  return isClock(call) && call.as === null
}

function isClock({ path, method }: Call): boolean {
  return path.startsWith('/_mock/clock') && method !== 'GET'
}
