/** @example shortId('cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5') // 'cs_…B3C4D5' */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 3)}…${id.slice(-6)}` : id
}

/** A path whose ids of sessions are short, so that its end is in sight. */
export function withShortIds(path: string): string {
  return path.replace(/cs_\w+/g, shortId)
}
