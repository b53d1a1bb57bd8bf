import picocolors from 'picocolors'

const { createColors } = picocolors

/** Functions that color a text, or return it as it is. */
export type Colors = ReturnType<typeof createColors>

export { createColors }

/**
 * Whether an output shows colors: NO_COLOR forbids them, FORCE_COLOR asks for them unless it is 0 or false, and a terminal
 * that is not dumb has them. Empty variables count as unset.
 */
export function showsColors(
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTTY && TERM !== 'dumb'
}
