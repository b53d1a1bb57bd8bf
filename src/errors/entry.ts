import { type Static, type TObject, Type } from '@sinclair/typebox'
import { instant, integer, oneOf, string } from '../lib/schema.js'
import type { DifferenceName } from '../versions/differences.js'

function strings(description: string) {
  return Type.Unsafe<readonly string[]>(Type.Array(Type.String(), { description }))
}

/** Members that an answer may have beyond the five that it always has. */
export const errorDetails = {
  field: Type.Optional(
    string('The field, query parameter or header that the error is about, like `mappings[0].roomId`.'),
  ),
  value_received: Type.Optional(
    Type.Unknown({
      description: 'The value that was sent, at most 200 characters of it. Secrets are masked.',
    }),
  ),
  valid_values: Type.Optional(strings('The values that are allowed in its place.')),
  did_you_mean: Type.Optional(
    string('The allowed value, name or route that is closest to the one that was sent.'),
  ),
  retry_after: Type.Optional(
    integer('How many seconds to wait before the next attempt, as in the `Retry-After` header.'),
  ),
  session_status: Type.Optional(
    oneOf(['completed', 'errored', 'cancelled', 'expired'], 'Why the session can no longer be used.'),
  ),
  validParams: Type.Optional(strings('The query parameters that the endpoint has.')),
  valid_params: Type.Optional(strings('The same as `validParams`.')),
  endpoint: Type.Optional(
    string('The path of the endpoint, with its parameters in braces, like `/v1/listings/{id}`.'),
  ),
  limit: Type.Optional(
    integer('The number that was exceeded: requests in the window, or listings of the plan.'),
  ),
  window_seconds: Type.Optional(
    integer('The length of the window in which requests are counted, in seconds.'),
  ),
  tier: Type.Optional(string('The plan of the workspace.')),
  active_listings: Type.Optional(integer('How many active listings the workspace has.')),
  replays_made: Type.Optional(integer('How often the delivery was replayed within the window.')),
  replay_limit: Type.Optional(integer('How many replays a window allows.')),
  replay_window_minutes: Type.Optional(integer('The length of the window, in minutes.')),
  next_replay_allowed_at: Type.Optional(instant('When a replay is allowed again, in workspace time.')),
  upgrade_url: Type.Optional(
    Type.String({ format: 'uri', description: 'The page on which the plan can be changed.' }),
  ),
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
