import type { ApiVersion } from '../../src/versions/api-version.js'
import type { Answer } from '../helpers/mock.js'
import {
  clockOf,
  isPastRetention,
  type ModelSession,
  ownerOf,
  type WorkspaceName,
  type World,
  workspaceNames,
} from './world.js'

/** A request of a command. */
export interface Call {
  readonly method: string
  readonly path: string
  /** The workspace whose key is sent; null for none. */
  readonly as: WorkspaceName | null
  readonly body?: unknown
  /** The version of the API that it prefers. */
  readonly prefer?: ApiVersion | null
}

/** A value that the server generates: the first answer with it defines it, all later ones must have the same. */
export class Generated {
  constructor(readonly symbol: string) {}
}

/** A value as it must be, and as the answer has it. */
export type Check = readonly [expected: unknown, found: unknown]

/** The answer that a call must get in a world, and the world after it. */
export interface Expected {
  readonly status: number
  readonly code?: string
  readonly world: World
  readonly checks?: (
    // biome-ignore lint/suspicious/noExplicitAny: every body is checked against its schema, so a type would only repeat it
    body: any,
    names: World['names'],
    headers: Answer['headers'],
  ) => readonly Check[]
  /** Another answer that is allowed, where the model cannot know. */
  readonly or?: Expected
}

/** A call, and the answer that the model expects in any world. */
export interface Command {
  readonly call: Call
  readonly expect: (world: World) => Expected
  /** Whether pending deliveries change its result, or it changes where they go. */
  readonly affectsDeliveries?: boolean
  /** The workspace whose contents it replaces, in several steps: a concurrent call may see the old or the new contents. */
  readonly replaces?: WorkspaceName
  /** Saves the body of the answer for a later command. */
  readonly save?: (body: object) => void
}

/** What a command can use when it is created, just before it is sent. */
export interface CommandContext {
  readonly world: World
  /** Unique for each command. */
  readonly label: string
  /** Whether other commands are sent at the same time. */
  readonly isConcurrent: boolean
  /** The bodies of snapshots by their label. */
  readonly saved: Map<string, object>
  /** The URL of webhooks. */
  readonly receiverUrl: string
}

/** Creates a command for the present world; null when it would not apply. */
export type CommandFactory = (context: CommandContext) => Command | null

/** All sessions of the run, in the order in which they were opened. */
export function refsOf({ names }: World): readonly string[] {
  return Object.keys(names).filter((name) => name.startsWith('session '))
}

/** Picks a session by a number, among those that never were past their retention. */
export function pickRef(world: World, number: number): string | undefined {
  const refs = refsOf(world).filter((ref) => !sessionOf(world, ref)?.wasPastRetention)
  return refs.at(-1 - (number % Math.max(refs.length, 1)))
}

export function idOf({ names }: World, ref: string): string {
  return names[ref] as string
}

export function sessionOf(world: World, ref: string): ModelSession | undefined {
  const owner = ownerOf(world, ref)
  return owner && world.workspaces[owner].sessions[ref]
}

export function refused(world: World, status: number, code: string): Expected {
  return { status, code, world }
}

/**
 * Continues with a session that is open. Others are refused in the order of the contract: unknown, ended, expired.
 *
 * @param as the workspace whose key is required; null where the session id is the capability.
 */
export function withOpen(
  world: World,
  ref: string,
  as: WorkspaceName | null,
  next: (session: ModelSession, owner: WorkspaceName, nowMs: number) => Expected,
): Expected {
  const owner = ownerOf(world, ref)
  if (owner === undefined || (as !== null && as !== owner)) return refused(world, 404, 'not_found')
  const session = world.workspaces[owner].sessions[ref] as ModelSession
  const { nowMs } = clockOf(world, owner)
  const unknown = refused(world, 404, 'not_found')
  if (isPastRetention(session, nowMs)) return unknown
  const known = () => {
    if (session.status === 'completed' || session.status === 'cancelled')
      return refused(world, 409, 'session_terminal')
    if (nowMs >= session.expiresAt) return refused(world, 410, 'session_expired')
    return next(session, owner, nowMs)
  }
  return session.wasPastRetention ? { ...known(), or: unknown } : known()
}

/** The workspaces that a call uses: that of its key and those of the sessions that it names, else all. */
export function workspacesOf(
  { as, path, body }: Call,
  { names, workspaces }: World,
): readonly WorkspaceName[] {
  const text = path + JSON.stringify(body ?? '')
  const isUsed = (name: WorkspaceName) =>
    name === as ||
    text.includes(`sk_test_${name}`) ||
    Object.keys(workspaces[name].sessions).some((ref) => text.includes(names[ref] as string))
  const used = workspaceNames.filter(isUsed)
  return used.length > 0 ? used : workspaceNames
}
