import type { Session } from './entries.js'

export interface SessionTime {
  /** Its status, with expiry as the clock has it. */
  readonly status: string
  readonly leftMs: number
  /** How much of its life is left, from 0 to 1. */
  readonly left: number
}

/** What is left of a session at an instant of its workspace, in epoch milliseconds. */
export function timeOf({ status, createdAt, expiresAt }: Session, nowMs: number): SessionTime {
  const end = Date.parse(expiresAt)
  const isOpen = isOpenStatus(status)
  const leftMs = isOpen ? Math.max(0, end - nowMs) : 0
  const lifeMs = Math.max(1, end - Date.parse(createdAt))
  return { status: isOpen && leftMs === 0 ? 'expired' : status, leftMs, left: Math.min(1, leftMs / lifeMs) }
}

/** Whether a host may still go on with a session of this status. */
export function isOpenStatus(status: string): boolean {
  return status === 'pending' || status === 'awaiting_room_mapping'
}
