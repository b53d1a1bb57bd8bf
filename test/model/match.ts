import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../helpers/mock.js'
import { type Command, type Expected, Generated } from './command.js'
import type { World } from './world.js'

/** A command with the answer of its call. */
export interface Answered {
  readonly command: Command
  readonly answer: Answer
}

/** The worlds that explain the answers; without any, why they do not. */
export interface Verdict {
  readonly worlds: readonly World[]
  readonly problems: readonly string[]
}

/** The worlds after concurrent calls: those that explain the answers in some order of the calls, from any world before. */
export function worldsAfter(worlds: readonly World[], answered: readonly Answered[]): Verdict {
  const problems = new Set<string>()
  const reached = new Map<string, Reached>(
    worlds.map((world) => [keyOf(world, answered), { world, rest: answered }]),
  )
  // The loop also visits what is added to the map.
  for (const { world, rest } of reached.values()) {
    for (const one of rest) {
      const next = worldAfter(world, one)
      const left = rest.filter((other) => other !== one)
      if (typeof next === 'string') problems.add(next)
      else reached.set(keyOf(next, left), { world: next, rest: left })
    }
  }
  const all = [...reached.values()].filter(({ rest }) => rest.length === 0)
  return { worlds: all.map(({ world }) => world), problems: [...problems] }
}

/** A world after some of the calls, and the other calls. */
interface Reached {
  readonly world: World
  readonly rest: readonly Answered[]
}

/** The same for equal worlds. The order of events is ignored, because concurrent calls add them in any order. */
function keyOf({ names: _, events, ...world }: World, rest: readonly Answered[]): string {
  const calls = rest
    .map(({ command, answer }) => JSON.stringify([command.call, answer.status, answer.body]))
    .sort()
  return JSON.stringify([calls, events.map((event) => JSON.stringify(event)).sort(), world], (_, value) =>
    value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  )
}

function byKey([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}

/** The world after one call, or why its answer does not fit. */
function worldAfter(before: World, { command, answer }: Answered): World | string {
  const expected = command.expect(before)
  const after = worldOf(expected, before, command, answer)
  return typeof after === 'string' && expected.or ? worldOf(expected.or, before, command, answer) : after
}

function worldOf(
  { status, code, world, checks }: Expected,
  before: World,
  command: Command,
  answer: Answer,
): World | string {
  const what = `${command.call.method} ${command.call.path}`
  if (answer.status !== status || answer.code !== code)
    return `${what}: ${status} ${code ?? ''} expected, ${answer.status} ${answer.code ?? ''} found`
  const names = { ...world.names }
  for (const [expected, found] of checks?.(answer.body, before.names, answer.headers) ?? []) {
    if (expected instanceof Generated) {
      if (typeof found !== 'string') return `${what}: ${expected.symbol} expected, ${found} found`
      names[expected.symbol] ??= found
    }
    const wanted = expected instanceof Generated ? names[expected.symbol] : expected
    if (!isDeepStrictEqual(wanted, found)) return `${what}: ${wanted} expected, ${found} found`
  }
  return { ...world, names }
}
