import { type Static, type TObject, Type } from '@sinclair/typebox'
import { oneOf } from '../lib/schema.js'
import type { DifferenceName } from '../versions/differences.js'

const strings = Type.Unsafe<readonly string[]>(Type.Array(Type.String()))

/** Members that an answer may have beyond the five that it always has. */
export const errorDetails = {
  field: Type.Optional(Type.String()),
  value_received: Type.Optional(Type.Unknown()),
  valid_values: Type.Optional(strings),
  did_you_mean: Type.Optional(Type.String()),
  retry_after: Type.Optional(Type.Integer({ description: 'Seconds; the same as the Retry-After header.' })),
  session_status: Type.Optional(
    oneOf(['completed', 'errored', 'cancelled', 'expired'], { description: 'What the session has become.' }),
  ),
  validParams: Type.Optional(strings),
  valid_params: Type.Optional(strings),
  endpoint: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer()),
  window_seconds: Type.Optional(Type.Integer()),
  tier: Type.Optional(Type.String({ description: 'The plan.' })),
  active_listings: Type.Optional(Type.Integer()),
  upgrade_url: Type.Optional(Type.String({ format: 'uri' })),
}

export type ErrorDetails = Static<TObject<typeof errorDetails>>

/** What a thrower adds to the entry of the table: a more precise message or fix, details, headers. */
export interface ErrorInput extends ErrorDetails {
  message?: string
  fix?: string
  headers?: Readonly<Record<string, string>>
}

/** All that there is to say of one error code. */
export interface ErrorEntry {
  /** In the newest version of the API. */
  readonly status: number
  /** The row of `versions/differences.ts` that says the status in each version, where it differs. */
  readonly statusRow?: Extract<DifferenceName, `${string}Status`>
  /** What happened. Where this text is general, whoever throws the error gives a more precise one. */
  readonly message: string
  /** What to do about it. */
  readonly fix: string
  /** Whether the code is our own choice; Repull publishes the others. */
  readonly isOurs?: boolean
  /** What clients read of every answer with this code, and so of an injected one. */
  readonly details?: ErrorInput
  /** In which cases a call is answered with it, a sentence for each. */
  readonly when: readonly string[]
  /** The lines of a shell script that ends in it, on `$MOCK` and with the API key in the header `$KEY`. */
  readonly script: readonly string[]
  /** What the script is answered, where it differs from `message`, `fix` and `details`; `providers` are all slugs. */
  readonly example?: ErrorInput | ((providers: readonly string[]) => ErrorInput)
  /** The setting with which the server must be started for the script, e.g. `REPULL_MOCK_PLAN=free`. */
  readonly setting?: string
  /** What a reader should know of the script, e.g. why it asks for the error with a Prefer header. */
  readonly remark?: string
}

/** The entries of one part of the API. */
export type ErrorTable = Readonly<Record<string, ErrorEntry>>

/** A header that JSON bodies need. */
export const json = "-H 'Content-Type: application/json'"

/** A line that opens a session and keeps its id as `$SESSION`. */
export function openSession(provider: string, more = ''): string {
  return `SESSION=$(curl -s -X POST $MOCK/v1/connect/${provider} -H "$KEY"${more} | grep -o 'cs_[0-9A-Z]*' | head -n 1)`
}

/** A line that verifies a hotel in the session `$SESSION`. */
export function verifyHotel(hotelId: string): string {
  return `curl -s -X POST $MOCK/v1/connect/booking/verify ${json} -d "{\\"sessionId\\": \\"$SESSION\\", \\"hotelId\\": \\"${hotelId}\\"}"`
}
