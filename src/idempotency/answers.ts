import { fingerprint } from '../ids.js'
import type { Workspace } from '../workspaces/workspace.js'
import { bodyText } from './body-text.js'

/** How long an answer is kept, in milliseconds of its workspace (published: 24 hours). */
export const keptForMs = 24 * 60 * 60 * 1000

/** What a call with an Idempotency-Key is about. */
export interface KeyedCall {
  readonly workspace: Pick<Workspace, 'era' | 'clock'>
  /** Method and path. */
  readonly route: string
  /** The session that stands for the API key; null where none does. */
  readonly sessionId: string | null
  readonly key: string
  readonly body: unknown
}

/** An answer as it can be given once more. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
  /** The session that the call was about; null when it was about none. */
  readonly sessionId: string | null
}

/** What becomes of a call: it is the one that does the work, or gets the answer of the one that did. */
export type Outcome =
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  | { readonly kind: 'repetition'; readonly answer: KeptAnswer }
  /** The key belongs to a call with another body. */
  | { readonly kind: 'conflict' }

/** A call that does the work. Until it is finished, others with its key wait. */
export interface Attempt {
  /** Keeps the answer; null keeps none, so that the next call with the key does the work. Only the first time counts. */
  finish(answer: KeptAnswer | null): Promise<void>
}

/** Remembers the answers of calls with an Idempotency-Key, and sees to it that one of several at once does the work. */
export interface Answers {
  begin(call: KeyedCall): Promise<Outcome>
}

export interface AnswersLimits {
  readonly records: number
  /** Bytes of all answers together, counted roughly. */
  readonly bytes: number
}

interface Kept {
  readonly bodyPrint: string
  readonly answer: KeptAnswer
  /** Epoch milliseconds of its workspace. */
  readonly untilMs: number
  readonly size: number
}

interface Running {
  readonly bodyPrint: string
  readonly ended: Promise<KeptAnswer | null>
}

const recordSize = 500

/** Answers in the memory of this server, the oldest forgotten first when there are too many. No body is kept. */
export class MemoryAnswers implements Answers {
  readonly #limits: AnswersLimits
  readonly #kept = new Map<string, Kept>()
  readonly #running = new Map<string, Running>()
  readonly #eras = new WeakMap<Workspace['era'], number>()
  #erasMade = 0
  #size = 0

  constructor(limits: AnswersLimits = { records: 50_000, bytes: 64 * 1024 * 1024 }) {
    this.#limits = limits
  }

  /** Waits while another call with the key is at work. */
  async begin({ workspace: { era, clock }, route, sessionId, key, body }: KeyedCall): Promise<Outcome> {
    const id = print(String(this.#numberOf(era)), route, sessionId ?? '', key)
    const bodyPrint = print(bodyText(body))
    for (;;) {
      const known = this.#find(id, clock.now()) ?? this.#running.get(id)
      if (known === undefined) return { kind: 'attempt', attempt: this.#start(id, bodyPrint, clock) }
      if (known.bodyPrint !== bodyPrint) return { kind: 'conflict' }
      const answer = 'answer' in known ? known.answer : await known.ended
      if (answer !== null) return { kind: 'repetition', answer }
    }
  }

  #start(id: string, bodyPrint: string, clock: KeyedCall['workspace']['clock']): Attempt {
    let end: ((answer: KeptAnswer | null) => void) | undefined
    const ended = new Promise<KeptAnswer | null>((resolve) => {
      end = resolve
    })
    const running = { bodyPrint, ended }
    this.#running.set(id, running)
    return {
      finish: async (answer) => {
        if (this.#running.get(id) !== running) return
        this.#running.delete(id)
        if (answer !== null) this.#keep(id, bodyPrint, answer, clock.now() + keptForMs)
        end?.(answer)
      },
    }
  }

  #find(id: string, nowMs: number): Kept | undefined {
    const kept = this.#kept.get(id)
    if (kept === undefined || nowMs < kept.untilMs) return kept
    this.#forget(id, kept)
    return undefined
  }

  #keep(id: string, bodyPrint: string, answer: KeptAnswer, untilMs: number): void {
    const size = recordSize + answer.payload.length + Object.values(answer.headers).join().length
    this.#kept.set(id, { bodyPrint, answer, untilMs, size })
    this.#size += size
    for (const [oldest, kept] of this.#kept) {
      if (this.#kept.size <= this.#limits.records && this.#size <= this.#limits.bytes) return
      this.#forget(oldest, kept)
    }
  }

  #forget(id: string, { size }: Kept): void {
    this.#kept.delete(id)
    this.#size -= size
  }

  #numberOf(era: Workspace['era']): number {
    const number = this.#eras.get(era) ?? ++this.#erasMade
    this.#eras.set(era, number)
    return number
  }
}

function print(...parts: readonly string[]): string {
  return Buffer.from(fingerprint(...parts)).toString('base64url')
}
