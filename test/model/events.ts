import type { Servers } from './servers.js'
import type { World } from './world.js'

/** Compares the events that a run must send with those that were received. */
export class Events {
  /** Whether events may be received that no world expects. */
  #hasUncertain = false
  #settled = 0

  /** Marks the events of a step as uncertain, when the time or the contents of workspaces changed at the same time. */
  markUncertain(worlds: readonly World[], before: number): readonly World[] {
    if (!worlds.some(({ events }) => events.length > before)) return worlds
    this.#hasUncertain = true
    return worlds.map((world) => ({
      ...world,
      events: world.events.map((event, at) => (at < before ? event : { ...event, isCertain: false })),
    }))
  }

  /**
   * Waits for all pending deliveries, so that the next command cannot change where they go.
   *
   * @throws {Error} when no world explains what was received.
   */
  async receive(worlds: readonly World[], servers: Servers): Promise<void> {
    const wanted = worlds.map(textsOf)
    const isExplained = (received: readonly string[]) =>
      wanted.some(
        (texts) => isWithin(texts, received) && (this.#hasUncertain || texts.length === received.length),
      )
    // Where worlds differ in the events, a delivery that is still pending would be taken for none.
    if (new Set(wanted.map((texts) => texts.join())).size > 1) await servers.settle()
    const received = await servers.events(isExplained)
    if (!isExplained(received)) {
      throw new Error(`Events expected:\n${wanted[0]?.join('\n')}\nreceived:\n${received.join('\n')}`)
    }
    if (received.length > this.#settled) await servers.settle()
    this.#settled = received.length
  }
}

/** The events that must be received, each once for each webhook. */
function textsOf({ events, names }: World): readonly string[] {
  return events
    .filter(({ isCertain = true }) => isCertain)
    .flatMap(({ workspace, type, provider, account, times }) =>
      Array<string>(times).fill(`${workspace} ${type} ${provider} ${names[account] ?? account}`),
    )
}

/** Whether all of one list are in another, as often. */
function isWithin(list: readonly string[], other: readonly string[]): boolean {
  const left = new Map<string, number>()
  for (const one of other) left.set(one, (left.get(one) ?? 0) + 1)
  return list.every((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count > 0
  })
}
