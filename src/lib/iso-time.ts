/**
 * RFC 3339 in UTC with milliseconds, the only form in which a time leaves the server.
 *
 * @example isoTime(0) // '1970-01-01T00:00:00.000Z'
 */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
