import type { Pause } from '../../clock.js'
import { ApiError } from '../../errors/api-error.js'
import {
  type Answers,
  type Attempt,
  type KeptAnswer,
  type KeyedCall,
  keptForMs,
  type Outcome,
} from '../../idempotency/answers.js'
import { type Prints, printsOf } from '../../idempotency/prints.js'
import { AbortController } from '../../node-globals.js'
import { beginAttempt, endedChannel, finishAttempt } from './answer-scripts.js'
import { lateMs } from './late.js'
import type { Link } from './link.js'

/** How often those that wait look by themselves, in milliseconds: a message may be lost. */
const lookEveryMs = 200

export interface RedisAnswersOptions {
  readonly pause: Pause
  /**
   * An attempt that takes longer counts as given up, in milliseconds of real time, so that a server that ended in the
   * middle of one does not keep the others waiting. No request may take so long.
   */
  readonly leaseMs?: number
  /** How long the store keeps an answer that nobody asks for, in milliseconds of real time. */
  readonly lateMs?: number
}

/** Answers in Redis or Valkey, so that of the same calls to several servers one does the work. No body is kept. */
export class RedisAnswers implements Answers {
  readonly #link: Link
  readonly #options: Required<RedisAnswersOptions>
  /** Those that wait, by the id of their call. */
  readonly #waiting = new Map<string, Set<AbortController>>()
  #isListening = false

  constructor(link: Link, options: RedisAnswersOptions) {
    this.#link = link
    this.#options = { leaseMs: 35_000, lateMs, ...options }
  }

  /**
   * Waits while another call with the key is at work, on whichever server.
   *
   * @throws {ApiError} `store_unavailable`.
   */
  async begin(call: KeyedCall): Promise<Outcome> {
    const { clock } = call.workspace
    const prints = printsOf(call)
    const { pause, leaseMs, lateMs } = this.#options
    for (;;) {
      // Before the store is asked, so that no end is missed that comes right after.
      const waiter = this.#enqueue(prints.id)
      try {
        const args = [prints.id, prints.bodyPrint, clock.now(), leaseMs, lateMs]
        const [kind, detail = ''] = (await this.#link.run(beginAttempt, [''], args)) as readonly string[]
        if (kind === 'conflict') return { kind }
        if (kind === 'repetition') return { kind, answer: JSON.parse(detail) as KeptAnswer }
        if (kind === 'attempt') return { kind, attempt: this.#attempt(prints, detail, clock) }
        this.#listen()
        await pause(lookEveryMs, waiter.signal)
      } finally {
        this.#dequeue(prints.id, waiter)
      }
    }
  }

  #attempt({ id, bodyPrint }: Prints, number: string, clock: KeyedCall['workspace']['clock']): Attempt {
    let isFinished = false
    return {
      // The work is done, whether or not the store hears of it: its answer is true, and the lease ends the attempt.
      finish: async (answer) => {
        if (isFinished) return
        isFinished = true
        const json = answer === null ? '' : JSON.stringify(answer)
        const args = [id, bodyPrint, number, clock.now() + keptForMs, this.#options.lateMs, json]
        await this.#link.run(finishAttempt, [''], args).catch((error) => {
          if (!(error instanceof ApiError)) throw error
        })
      },
    }
  }

  #enqueue(id: string): AbortController {
    const waiter = new AbortController()
    this.#waiting.set(id, (this.#waiting.get(id) ?? new Set()).add(waiter))
    return waiter
  }

  #dequeue(id: string, waiter: AbortController): void {
    const waiters = this.#waiting.get(id)
    waiters?.delete(waiter)
    if (waiters?.size === 0) this.#waiting.delete(id)
  }

  #listen(): void {
    if (this.#isListening) return
    this.#isListening = true
    this.#link.subscribe(endedChannel, (id) => {
      for (const waiter of this.#waiting.get(id) ?? []) waiter.abort()
    })
  }
}
