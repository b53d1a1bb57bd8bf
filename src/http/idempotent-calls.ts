import { bounds } from '../lib/bounds.js'
import type { Clock } from '../lib/clock.js'
import { fingerprint } from '../lib/ids.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'

/** How long an answer is kept, in milliseconds of its workspace (published: 24 hours). */
export const keptForMs = 24 * 60 * 60 * 1000

/** An answer as it can be given once more. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
  /** The session that the call was about; null when it was about none. */
  readonly sessionId: string | null
}

/** What is known of a call with an Idempotency-Key: that it is being worked on, or its answer. */
export type AnswerRecord =
  | {
      readonly kind: 'in-flight'
      readonly requestHash: string
      /** Of the request that does the work. */
      readonly token: string
      /** Epoch milliseconds of real time: after that, the request that does the work counts as lost. */
      readonly untilMs: number
    }
  | {
      readonly kind: 'answered'
      readonly requestHash: string
      /** Epoch milliseconds of the workspace. */
      readonly answeredAt: number
      readonly answer: KeptAnswer
    }

/** The answers of a workspace to calls with an Idempotency-Key. */
export const answerRecords: Collection<AnswerRecord> = {
  name: 'answers',
  codec: jsonCodec(),
  ...bounds.idempotentAnswers,
}

/** What a call with an Idempotency-Key is about. */
export interface KeyedCall {
  /** Method and path. */
  readonly route: string
  /** The session that stands for the API key; null where none does. */
  readonly sessionId: string | null
  readonly key: string
  readonly body: unknown
  /** Whether its work is done outside of the commit, so that two at once would do it twice. */
  readonly runsOnce: boolean
}

/** A request that does the work of its key. */
export interface InFlight {
  readonly id: string
  readonly requestHash: string
  readonly token: string
}

/** What becomes of a call: it is the one that does the work, or gets the answer of the one that did, or is refused. */
export type Beginning =
  | { readonly kind: 'work'; readonly inFlight: InFlight }
  | { readonly kind: 'repetition'; readonly answer: KeptAnswer }
  /** The key belongs to a call with another body. */
  | { readonly kind: 'reused' }
  /** The first call with the key is being worked on. */
  | { readonly kind: 'in-use' }

export interface IdempotentCallsDeps {
  readonly transactions: Transactions
  /** Real time. */
  readonly clock: Clock
  /** Makes a text that nobody else makes. */
  readonly createToken: () => string
}

/**
 * After so long somebody else may do the work, in milliseconds of real time. If the first is not gone after all, the one
 * that is committed first counts, and the other gets its answer.
 */
const leaseMs = 2000

/** The same for work that is done outside: an endpoint is asked, which may wait for its turn and take its time. */
const outsideLeaseMs = 15_000

/** Remembers the answers of calls with an Idempotency-Key, each in the commit of its work, so that the work is done once. */
export class IdempotentCalls {
  readonly #deps: IdempotentCallsDeps

  constructor(deps: IdempotentCallsDeps) {
    this.#deps = deps
  }

  async begin(workspace: Workspace, call: KeyedCall): Promise<Beginning> {
    const { transactions, clock, createToken } = this.#deps
    const id = hash(call.route, call.sessionId ?? '', call.key)
    const requestHash = hash(bodyText(call.body))
    return transactions.run<Beginning>(workspace, async (tx) => {
      const found = await tx.get(answerRecords, id)
      if (found !== undefined && !isOver(found, tx.clock.now())) {
        if (found.requestHash !== requestHash) return { kind: 'reused' }
        if (found.kind === 'answered') return { kind: 'repetition', answer: found.answer }
        if (clock.now() < found.untilMs) return { kind: 'in-use' }
      }
      const token = createToken()
      const untilMs = clock.now() + (call.runsOnce ? outsideLeaseMs : leaseMs)
      tx.put(answerRecords, id, { kind: 'in-flight', requestHash, token, untilMs })
      return { kind: 'work', inFlight: { id, requestHash, token } }
    })
  }

  /** The answer of another request that did the work meanwhile, because this one took too long. */
  async findAnswer(tx: Transaction, { id }: InFlight): Promise<KeptAnswer | undefined> {
    const found = await tx.get(answerRecords, id)
    return found?.kind === 'answered' ? found.answer : undefined
  }

  /** Makes an answer part of the transaction in which the work is done. */
  putAnswer(tx: Transaction, { id, requestHash }: InFlight, answer: KeptAnswer): void {
    tx.put(answerRecords, id, { kind: 'answered', requestHash, answeredAt: tx.clock.now(), answer })
  }

  /**
   * Ends a request whose commit has not stored its answer: with one to remember, or with none, so that the next call does
   * the work.
   */
  async end(
    workspace: Workspace,
    { id, requestHash, token }: InFlight,
    answer: KeptAnswer | null,
  ): Promise<void> {
    await this.#deps.transactions.runIn(workspace.id, async (tx) => {
      const found = await tx.get(answerRecords, id)
      if (found?.kind !== 'in-flight' || found.token !== token) return
      if (answer === null) tx.delete(answerRecords, id)
      else this.putAnswer(tx, { id, requestHash, token }, answer)
    })
  }
}

function isOver(record: AnswerRecord, nowMs: number): boolean {
  return record.kind === 'answered' && nowMs >= record.answeredAt + keptForMs
}

function hash(...parts: readonly string[]): string {
  return Buffer.from(fingerprint(...parts)).toString('base64url')
}

/**
 * The same text for bodies that say the same, whatever the order of their fields, and another text for others. Without
 * recursion, because a body may be nested as deep as it is long.
 *
 * @example bodyText({ b: 1, a: [] }) === bodyText({ a: [], b: 1 }) // true
 */
export function bodyText(body: unknown): string {
  const parts: string[] = []
  const rest = [body]
  while (rest.length > 0) {
    const next = rest.pop()
    if (Array.isArray(next)) {
      parts.push(`[${next.length}]`)
      for (const item of next) rest.push(item)
    } else if (typeof next === 'object' && next !== null) {
      const fields = Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1))
      parts.push(`{${fields.length}}`)
      for (const [name, value] of fields) {
        parts.push(JSON.stringify(name))
        rest.push(value)
      }
    } else parts.push(`${JSON.stringify(next)}`)
  }
  return parts.join()
}
