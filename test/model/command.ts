import {
  clockOf,
  isForgotten,
  type ModelSession,
  ownerOf,
  type WorkspaceName,
  type World,
  workspaceNames,
} from './world.js'

/** A call as it is sent. */
export interface Call {
  readonly method: string
  readonly path: string
  /** Whose key it brings; null for none. */
  readonly as: WorkspaceName | null
  readonly body?: unknown
}

/** Something that the server made up: the first answer that has it says what it is, all others must agree. */
export class Name {
  constructor(readonly symbol: string) {}
}

/** What must be, beside what was found. */
export type Fact = readonly [expected: unknown, found: unknown]

/** What a call must be answered in a world, and what the world is then. */
export interface Expected {
  readonly status: number
  readonly code?: string
  readonly world: World
  // biome-ignore lint/suspicious/noExplicitAny: every body is held against its schema, so a type would only repeat it
  readonly facts?: (body: any, names: World['names']) => readonly Fact[]
  /** What it may be answered as well, where nobody can know. */
  readonly or?: Expected
}

/** A call, and what the model says of it in any world. */
export interface Command {
  readonly call: Call
  readonly expect: (world: World) => Expected
  /** Whether it matters to it, or to them, which events are on their way. */
  readonly disturbs?: boolean
  /**
   * The workspace whose contents it replaces. That takes several steps: who does anything else in it meanwhile may find
   * either.
   */
  readonly replaces?: WorkspaceName
  /** Keeps what a later command sends. */
  readonly keep?: (body: object) => void
}

/** What a command is made of when its turn comes. */
export interface Scene {
  readonly world: World
  /** A label that no other command has. */
  readonly label: string
  /** Whether other commands run at the same time. */
  readonly isRace: boolean
  /** The bodies of snapshots by their label. */
  readonly kept: Map<string, object>
  /** Where webhooks go. */
  readonly receiverUrl: string
}

/** Makes a command of the world as it is; null when there is nothing to do. */
export type Intent = (scene: Scene) => Command | null

/** The sessions that ever were, in the order in which they were opened. */
export function refsOf({ names }: World): readonly string[] {
  return Object.keys(names).filter((name) => name.startsWith('session '))
}

/** Picks a session by a number, preferring those that are there. */
export function pickRef(world: World, number: number): string | undefined {
  const refs = refsOf(world).filter((ref) => !sessionOf(world, ref)?.faded)
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
 * Goes on with a session that is open, and refuses others as the contract orders it: unknown, ended, expired.
 *
 * @param as the workspace whose key is asked for; null where the id is the capability.
 */
export function withOpen(
  world: World,
  ref: string,
  as: WorkspaceName | null,
  go: (session: ModelSession, owner: WorkspaceName, nowMs: number) => Expected,
): Expected {
  const owner = ownerOf(world, ref)
  if (owner === undefined || (as !== null && as !== owner)) return refused(world, 404, 'not_found')
  const session = world.workspaces[owner].sessions[ref] as ModelSession
  const { nowMs } = clockOf(world, owner)
  const unknown = refused(world, 404, 'not_found')
  if (isForgotten(session, nowMs)) return unknown
  const known = () => {
    if (session.status === 'completed' || session.status === 'cancelled')
      return refused(world, 409, 'session_terminal')
    if (nowMs >= session.expiresAt) return refused(world, 410, 'session_expired')
    return go(session, owner, nowMs)
  }
  return session.faded ? { ...known(), or: unknown } : known()
}

/** The workspaces that a call is about: that of its key, those of the sessions that it names, else all. */
export function touchedBy({ as, path, body }: Call, { names, workspaces }: World): readonly WorkspaceName[] {
  const text = path + JSON.stringify(body ?? '')
  const isAbout = (name: WorkspaceName) =>
    name === as ||
    text.includes(`sk_test_${name}`) ||
    Object.keys(workspaces[name].sessions).some((ref) => text.includes(names[ref] as string))
  const touched = workspaceNames.filter(isAbout)
  return touched.length > 0 ? touched : workspaceNames
}
