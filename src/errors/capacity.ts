import type { Bound } from '../lib/bounds.js'
import { ApiError, type ErrorInput, fail } from './api-error.js'

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

/**
 * Refuses new work for which there is no memory.
 *
 * @param per who has none left.
 * @throws {ApiError} `capacity_exceeded`, always.
 */
export function failOutOfMemory(per: 'workspace' | 'server'): never {
  fail('capacity_exceeded', {
    message:
      per === 'server'
        ? 'The memory of the server is full (REPULL_MOCK_MAX_MEMORY). It takes no new work until some is free.'
        : 'The workspace takes half of the memory of the server (REPULL_MOCK_MAX_MEMORY), which is all that one may.',
    fix: 'Delete what is no longer needed, empty a workspace with POST /_mock/reset, or start the server with a higher REPULL_MOCK_MAX_MEMORY.',
  })
}

/** Whether something was refused for want of room, so that nothing was changed. */
export function isCapacityExceeded(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'capacity_exceeded'
}

/** @example formatSize(65_536) // '64 KiB' */
export function formatSize(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MiB`
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`
}
