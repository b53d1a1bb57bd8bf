import { type Collection, jsonCodec } from '../storage/records.js'

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
      /** Epoch milliseconds of real time: whoever does the work is taken for gone then. */
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
  maxItems: 10_000,
  maxSize: 16 * 1024 * 1024,
  overflow: 'drop-oldest',
}
