import type { Bound } from '../lib/bounds.js'
import { type ErrorInput, fail } from './api-error.js'

/**
 * Refuses one more of what is full. The message names what is full and its limit, the fix what makes room.
 *
 * @throws {ApiError} `capacity_exceeded`, always.
 */
export function failFull({ what, per, maxItems, maxSize, fix }: Bound, more: ErrorInput = {}): never {
  const size = maxSize === Number.MAX_SAFE_INTEGER ? '' : ` and ${formatSize(maxSize)}`
  fail('capacity_exceeded', {
    message: `There is no room for more ${what}: a ${per} has ${maxItems}${size}.`,
    fix,
    ...more,
  })
}

/** @example formatSize(65_536) // '64 KiB' */
export function formatSize(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MiB`
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`
}
