const beyondLatin1 = /[^\0-\xff]/

/** What a text takes beside its characters, in bytes. */
const textHead = 16
const objectHead = 32
const slot = 8

/**
 * About how many bytes a value takes as the heap holds it. Of a text, one byte a character, or two where one of them is
 * beyond Latin-1. What is in it twice counts twice.
 *
 * @param max counts no further than a little beyond this many.
 */
export function retainedBytes(value: unknown, max = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'string')
    return textHead + (beyondLatin1.test(value) ? 2 * value.length : value.length)
  if (typeof value !== 'object' || value === null) return 0
  let size = objectHead
  for (const name in value) {
    if (size > max) break
    size += slot + retainedBytes((value as Record<string, unknown>)[name], max - size)
  }
  return size
}
