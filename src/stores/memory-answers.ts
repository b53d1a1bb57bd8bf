import {
  type Answers,
  type Attempt,
  type KeptAnswer,
  type KeyedCall,
  keptForMs,
  type Outcome,
} from '../idempotency/answers.js'
import { printsOf } from '../idempotency/prints.js'

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
  #size = 0

  constructor(limits: AnswersLimits = { records: 50_000, bytes: 64 * 1024 * 1024 }) {
    this.#limits = limits
  }

  /** Waits while another call with the key is at work. */
  async begin(call: KeyedCall): Promise<Outcome> {
    const { clock } = call.workspace
    const { id, bodyPrint } = printsOf(call)
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
}
