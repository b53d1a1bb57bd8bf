import type { Connection } from '../../connect/connection.js'
import type { Session } from '../../connect/session.js'
import type { Contents, Forgetting, SandboxRecord, Store, StoredConnection } from '../../connect/store.js'
import { lateMs } from './late.js'
import type { Link } from './link.js'
import { readRecord, readRecords, writePlaced, writeRecord } from './record.js'
import type { Reply, Script } from './script.js'
import * as scripts from './session-scripts.js'

/** How many sessions are looked at in one call when there is no room left. */
const batch = 500

export interface RedisStoreOptions {
  readonly maxSessions: number
  /**
   * A workspace in which nothing was written for so long is forgotten, in milliseconds of real time. It has nothing to do
   * with when sessions expire.
   */
  readonly lateMs?: number
}

/** Keeps everything in Redis or Valkey, for all servers. Each method is one script, but for a search for room. */
export class RedisStore implements Store {
  readonly #link: Link
  readonly #maxSessions: number
  readonly #lateMs: number
  /** Some that the sweep has come by. Whether they are forgotten is asked when the next one is added. */
  #looked: readonly Session[] = []
  #search: Promise<readonly Session[] | null> | null = null

  constructor(link: Link, { maxSessions, lateMs: late = lateMs }: RedisStoreOptions) {
    this.#link = link
    this.#maxSessions = maxSessions
    this.#lateMs = late
  }

  async addSession(session: Session, forgetting: Forgetting): Promise<'added' | 'full' | 'taken'> {
    const judged = this.#looked
    const { isForgotten } = await judging(forgetting, judged)
    let toForget: readonly Session[] | null = judged.filter((one) => isForgotten(one))
    while (toForget !== null) {
      const args = [session.workspaceId, this.#maxSessions, ...writeRecord(session), ...asJudged(toForget)]
      const [outcome, looked] = (await this.#run(scripts.addSession, args)) as [
        'added' | 'full' | 'taken',
        string[],
      ]
      this.#looked = looked.map((text) => readRecord<Session>(text).value)
      if (outcome !== 'full') return outcome
      // One search for all that are waiting to be added.
      this.#search ??= this.#findRoom(1, forgetting).finally(() => {
        this.#search = null
      })
      toForget = await this.#search
    }
    return 'full'
  }

  async findSession(id: string): Promise<Session | undefined> {
    return foundIn(await this.#run(scripts.findSession, [id]))
  }

  async listSessions(workspaceId: string): Promise<readonly Session[]> {
    return sessionsIn((await this.#run(scripts.listSessions, [workspaceId])) as readonly string[])
  }

  async replaceSession(next: Session, connection?: Connection): Promise<boolean> {
    return this.#save(next.workspaceId, connection ? [connection] : [], { session: next })
  }

  async saveConnection(connection: Connection): Promise<boolean> {
    return this.#save(connection.workspaceId, [connection])
  }

  async listConnections(workspaceId: string): Promise<readonly StoredConnection[]> {
    return connectionsIn((await this.#run(scripts.listConnections, [workspaceId])) as readonly string[])
  }

  async findConnection(workspaceId: string, id: string): Promise<Connection | undefined> {
    return foundIn(await this.#run(scripts.findConnection, [workspaceId, id]))
  }

  async removeConnection(workspaceId: string, id: string): Promise<boolean> {
    return (await this.#run(scripts.remove, [workspaceId, 0, id])) === 1
  }

  async readWorkspace(workspaceId: string): Promise<Contents> {
    const [sessions, connections, sandbox] = (await this.#run(scripts.readWorkspace, [workspaceId])) as [
      string[],
      string[],
      string,
    ]
    return {
      sessions: sessionsIn(sessions),
      connections: connectionsIn(connections),
      sandbox: sandbox === '' ? null : (JSON.parse(sandbox) as SandboxRecord),
    }
  }

  async findSandbox(workspaceId: string): Promise<SandboxRecord | undefined> {
    const text = (await this.#run(scripts.findSandbox, [workspaceId])) as string | null
    return text === null ? undefined : (JSON.parse(text) as SandboxRecord)
  }

  async saveSandbox(record: SandboxRecord, connections: readonly Connection[]): Promise<boolean> {
    return this.#save(record.workspaceId, connections, { sandbox: record })
  }

  async removeSandbox(workspaceId: string, connectionIds: readonly string[]): Promise<number | undefined> {
    const count = (await this.#run(scripts.remove, [workspaceId, 1, ...connectionIds])) as number | null
    return count ?? undefined
  }

  async replaceWorkspace(
    workspaceId: string,
    { sessions, connections, sandbox }: Contents,
    forgetting: Forgetting,
  ): Promise<'replaced' | 'full' | 'taken'> {
    const contents = [
      sessions.length,
      ...sessions.flatMap(writeRecord),
      ...connections.flatMap(({ connection, position }) => writePlaced(connection, position)),
    ]
    let toForget: readonly Session[] | null = []
    while (toForget !== null) {
      const [outcome, excess] = (await this.#run(scripts.replaceWorkspace, [
        workspaceId,
        this.#maxSessions,
        textOf(sandbox),
        toForget.length,
        ...asJudged(toForget),
        ...contents,
      ])) as ['replaced' | 'full' | 'taken', number]
      if (outcome !== 'full') return outcome
      toForget = await this.#findRoom(toForget.length + excess, forgetting, workspaceId)
    }
    return 'full'
  }

  async isEmpty(workspaceId: string): Promise<boolean> {
    return (await this.#run(scripts.isEmpty, [workspaceId])) === 1
  }

  async #save(
    workspaceId: string,
    connections: readonly Connection[],
    { session, sandbox = null }: { session?: Session; sandbox?: SandboxRecord | null } = {},
  ): Promise<boolean> {
    const records = [session ? writeRecord(session) : ['', 0, ''], ...connections.map(writeRecord)]
    return (await this.#run(scripts.save, [workspaceId, textOf(sandbox), ...records.flat()])) === 1
  }

  /**
   * Looks for sessions that may go, the oldest first: about one in a thousand, so that a full store is not searched again
   * on each addition. What is left of workspaces that are gone is cleared away on the way.
   *
   * @param sparedId a workspace whose sessions stay.
   * @returns null when they, and what was cleared away, are fewer than needed.
   */
  async #findRoom(
    needed: number,
    forgetting: Forgetting,
    sparedId?: string,
  ): Promise<readonly Session[] | null> {
    const wanted = Math.max(needed, Math.ceil(this.#maxSessions / 1000))
    const found: Session[] = []
    let cleared = 0
    let position: string | null = '0'
    while (position !== null && found.length < wanted) {
      const [texts, last, gone] = (await this.#run(scripts.oldestSessions, [position, batch])) as [
        string[],
        string | null,
        number,
      ]
      const sessions = texts.map((text) => readRecord<Session>(text).value)
      const { mayForget } = await judging(forgetting, sessions)
      found.push(...sessions.filter((one) => one.workspaceId !== sparedId && mayForget(one)))
      cleared += gone
      position = last
    }
    return found.length + cleared < needed ? null : found.slice(0, wanted)
  }

  #run(script: Script, args: readonly (string | number)[]): Promise<Reply> {
    return this.#link.run(script, [''], [this.#lateMs, ...args])
  }
}

/** Judges these sessions by clocks as they stand now. */
async function judging(forgetting: Forgetting, sessions: readonly Session[]): Promise<Forgetting> {
  const ids = [...new Set(sessions.map(({ workspaceId }) => workspaceId))]
  return ids.length === 0 ? forgetting : ((await forgetting.asOfNow?.(ids)) ?? forgetting)
}

function sessionsIn(texts: readonly string[]): readonly Session[] {
  return readRecords<Session>(texts).map(({ value }) => value)
}

function connectionsIn(texts: readonly string[]): readonly StoredConnection[] {
  return readRecords<Connection>(texts).map(({ value, position }) => ({ connection: value, position }))
}

function foundIn<Value>(text: Reply): Value | undefined {
  return text === null ? undefined : readRecord<Value>(String(text)).value
}

function textOf(sandbox: SandboxRecord | null): string {
  return sandbox === null ? '' : JSON.stringify(sandbox)
}

/** Sessions as scripts need them to forget them as they were judged, or not. */
function asJudged(sessions: readonly Session[]): readonly (string | number)[] {
  return sessions.flatMap(({ id, version, workspaceId }) => [id, version, workspaceId])
}
