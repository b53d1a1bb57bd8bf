import type { Alarm } from '../lib/clock.js'
import type { Control } from '../mock/control.js'

/** How often deliveries are looked at, in milliseconds. */
const lookMs = 5

/**
 * Resolves when no delivery of a workspace is due or under way, so that what follows does not depend on how fast they are.
 *
 * @param isOver whether nobody waits any more.
 */
export async function untilSettled(
  { webhooks }: Pick<Control, 'webhooks'>,
  alarm: Alarm,
  isOver: () => boolean,
): Promise<void> {
  for (;;) {
    const endpoints = await webhooks.endpoints()
    if (isOver() || endpoints.every(({ idle }) => idle)) return
    await new Promise<void>((resolve) => alarm(lookMs, resolve))
  }
}
