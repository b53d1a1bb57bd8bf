import type { ServerResponse } from 'node:http'
import { parseDuration } from '../../duration.js'
import { fail } from '../../errors/api-error.js'

/** The longest that a call waits, in milliseconds. */
const longestWaitMs = 60_000

/** The milliseconds of `wait=`. Throws `invalid_params` when they are too many. */
export function waitOf(text: string): number {
  const waitMs = parseDuration(text) as number
  if (waitMs <= longestWaitMs) return waitMs
  fail('invalid_params', {
    message: `wait is ${text}, which is longer than a minute.`,
    fix: 'Send 60s at most, and ask again.',
    field: 'wait',
    value_received: text,
  })
}

export interface Waiting {
  readonly isOver: () => boolean
  /** Tells of changes; returns what ends that. */
  readonly changes: (look: () => void) => () => void
  readonly pause: (signal: AbortSignal) => Promise<void>
  /** Where the answer goes: when that is gone, waiting is no use. */
  readonly socket: ServerResponse
  readonly closing: AbortSignal
}

/** Waits until something holds, the pause is over, the caller leaves, or the server closes. */
export async function waitFor({ isOver, changes, pause, socket, closing }: Waiting): Promise<void> {
  if (isOver()) return
  const done = new AbortController()
  const end = () => done.abort()
  const stop = changes(() => {
    if (isOver()) end()
  })
  socket.once('close', end)
  closing.addEventListener('abort', end)
  if (!closing.aborted) await pause(done.signal)
  closing.removeEventListener('abort', end)
  socket.off('close', end)
  stop()
}
