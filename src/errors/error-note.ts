import type { ErrorInput } from './api-error.js'

/** What there is to say of an error beyond the catalogue. */
export interface ErrorNote {
  /** Whether it is our own choice; Repull publishes the others. */
  readonly isOurs?: boolean
  /** In which cases a call is answered with it, a sentence for each. */
  readonly when: readonly string[]
  /** The lines of a shell script that ends in it, on `$MOCK` and with the API key in the header `$KEY`. */
  readonly sh: readonly string[]
  /** What its answer says beyond the catalogue's own texts. */
  readonly answer?: ErrorInput
  /** The setting with which the server must be started for the script, e.g. `REPULL_MOCK_PLAN=free`. */
  readonly setting?: string
  /** What else is to be known of the script, e.g. why it asks for the error where it can not cause it. */
  readonly remark?: string
}

/** The errors of one part of the server. */
export type ErrorNotes<Code extends string> = Readonly<Record<Code, ErrorNote>>

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
