import type { Redis } from 'iovalkey'

/** How long a connection that is given up may take to end, in milliseconds. */
const partingMs = 200

/** Makes one connection to the store, which tries again for ever when it breaks. */
export type Connect = () => Redis

/**
 * Loads the client of the store.
 *
 * @param timeoutMs after this long without an answer a call has failed, and its connection is given up.
 */
export async function loadClient(url: string, timeoutMs: number): Promise<Connect> {
  const { Redis } = await import('iovalkey')
  return () =>
    new Redis(url, {
      // Each call once or not at all: none waits for the store to come back, none is sent again.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      commandTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      connectTimeout: timeoutMs,
      disconnectTimeout: partingMs,
      maxLoadingRetryTime: 250,
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
      keepAlive: 5000,
      // Whatever address the name has; the client's own attempts end at IPv4.
      family: 0,
      familyFallback: { enabled: false },
    })
}

/** Ends a connection, and all attempts to make it anew. */
export async function end(redis: Redis): Promise<void> {
  const ended = new Promise<void>((resolve) => redis.once('end', resolve))
  const isIdle = ['reconnecting', 'end'].includes(redis.status)
  redis.disconnect()
  if (!isIdle) await ended
}
