import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../helpers/mock.js'
import { type Command, type Expected, Name } from './command.js'
import type { World } from './world.js'

/** One call with its answer. */
export interface Done {
  readonly command: Command
  readonly answer: Answer
}

/** What came of holding answers against a model: the worlds that they fit, or why the last one did not. */
export interface Verdict {
  readonly worlds: readonly World[]
  readonly problems: readonly string[]
}

/**
 * The worlds in which calls that ran at the same time can have been answered so: one after the other, in some order,
 * from one of the worlds that were possible before.
 */
export function possibleAfter(worlds: readonly World[], done: readonly Done[]): Verdict {
  const problems = new Set<string>()
  const reached = new Map<string, Reached>(worlds.map((world) => [keyOf(world, done), { world, rest: done }]))
  // What is added on the way is come by too.
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

/** A world that some of the calls lead to, and the calls that are left. */
interface Reached {
  readonly world: World
  readonly rest: readonly Done[]
}

/** The same for worlds between which nothing tells: the order of what was added at the same time is no difference. */
function keyOf({ names: _, events, ...world }: World, rest: readonly Done[]): string {
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
function worldAfter(before: World, { command, answer }: Done): World | string {
  const expected = command.expect(before)
  const after = worldOf(expected, before, command, answer)
  return typeof after === 'string' && expected.or ? worldOf(expected.or, before, command, answer) : after
}

function worldOf(
  { status, code, world, facts }: Expected,
  before: World,
  command: Command,
  answer: Answer,
): World | string {
  const what = `${command.call.method} ${command.call.path}`
  if (answer.status !== status || answer.code !== code)
    return `${what}: ${status} ${code ?? ''} expected, ${answer.status} ${answer.code ?? ''} found`
  const names = { ...world.names }
  for (const [expected, found] of facts?.(answer.body, before.names) ?? []) {
    if (expected instanceof Name) {
      if (typeof found !== 'string') return `${what}: ${expected.symbol} expected, ${found} found`
      names[expected.symbol] ??= found
    }
    const wanted = expected instanceof Name ? names[expected.symbol] : expected
    if (!isDeepStrictEqual(wanted, found)) return `${what}: ${wanted} expected, ${found} found`
  }
  return { ...world, names }
}
