import type { Alarm, Clock } from '../lib/clock.js'
import { AbortController } from '../lib/node-globals.js'

/** What is seen of a run while it goes on. */
export interface RunState {
  /** Whether every failure has come that was to come. */
  readonly isReached: boolean
  /** How often the failure has come that comes most often. */
  readonly hits: number
}

/** How long a run may go on. */
export interface RunLimits {
  /** Behind the failure, in milliseconds. */
  readonly timeoutMs: number
  /** Before the failure has come, in milliseconds. */
  readonly beforeMs: number
  /** How often a failure that stays may be met: what goes on behind that goes on for ever. */
  readonly mostHits: number
}

export interface WatchDeps {
  readonly clock: Clock
  readonly alarm: Alarm
  readonly signal?: AbortSignal
}

/** How often a run is looked at, in milliseconds. */
const lookMs = 200

/** A run that is looked at. */
export interface Watch {
  /** Aborts when the run is to be stopped, or when the drill ends. */
  readonly signal: AbortSignal
  readonly stop: () => void
}

/**
 * Looks at a run again and again, and stops it when it takes too long. Its time counts from the failure on: a machine that is
 * slow to come there says nothing about the app.
 */
export function watchRun(
  read: () => Promise<RunState>,
  { timeoutMs, beforeMs, mostHits }: RunLimits,
  { clock, alarm, signal: outer }: WatchDeps,
): Watch {
  const controller = new AbortController()
  const { signal } = controller
  const startedMs = clock.now()
  let reachedMs: number | null = null
  let isOver = false
  let cancel = () => {}
  const stop = () => {
    isOver = true
    cancel()
    outer?.removeEventListener('abort', abort)
  }
  const abort = () => {
    stop()
    controller.abort()
  }
  const look = async () => {
    const { isReached, hits } = await read()
    if (isOver) return
    const nowMs = clock.now()
    if (isReached) reachedMs ??= nowMs
    const isLate = nowMs - (reachedMs ?? startedMs) >= (reachedMs === null ? beforeMs : timeoutMs)
    if (isLate || hits > mostHits) abort()
    else lookLater()
  }
  const lookLater = () => {
    // A server that is away says nothing; the time goes on.
    cancel = alarm(Math.min(lookMs, timeoutMs), () => void look().catch(lookLater))
  }
  if (outer?.aborted) abort()
  else {
    outer?.addEventListener('abort', abort)
    lookLater()
  }
  return { signal, stop }
}
