import type { Servers } from './servers.js'
import type { World } from './world.js'

/** Which events of a run must have been heard. */
export class Events {
  /** Whether some may have been heard that nobody expects, as often as they like. */
  #hasStrays = false
  #settled = 0

  /**
   * Says which events of a step nobody can be sure of: those that were caused while the time or the contents of workspaces
   * changed.
   */
  doubt(worlds: readonly World[], before: number): readonly World[] {
    if (!worlds.some(({ events }) => events.length > before)) return worlds
    this.#hasStrays = true
    return worlds.map((world) => ({
      ...world,
      events: world.events.map((event, at) => (at < before ? event : { ...event, isCertain: false })),
    }))
  }

  /**
   * Waits for all that are on their way, so that nothing that happens next can change where they go.
   *
   * @throws {Error} when no world explains what was heard.
   */
  async hear(worlds: readonly World[], servers: Servers): Promise<void> {
    const wanted = worlds.map(textsOf)
    const isExplained = (heard: readonly string[]) =>
      wanted.some((texts) => isWithin(texts, heard) && (this.#hasStrays || texts.length === heard.length))
    // Where worlds differ in whether there is one at all, the silence of one that is on its way would be taken for none.
    if (new Set(wanted.map((texts) => texts.join())).size > 1) await servers.settle()
    const heard = await servers.events(isExplained)
    if (!isExplained(heard)) {
      throw new Error(`Events expected:\n${wanted[0]?.join('\n')}\nheard:\n${heard.join('\n')}`)
    }
    if (heard.length > this.#settled) await servers.settle()
    this.#settled = heard.length
  }
}

/** The events that must be heard, each as often as there are webhooks for it. */
function textsOf({ events, names }: World): readonly string[] {
  return events
    .filter(({ isCertain = true }) => isCertain)
    .flatMap(({ workspace, type, provider, account, times }) =>
      Array<string>(times).fill(`${workspace} ${type} ${provider} ${names[account] ?? account}`),
    )
}

/** Whether all of these are among those, as often. */
function isWithin(these: readonly string[], those: readonly string[]): boolean {
  const left = new Map<string, number>()
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1)
  return these.every((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count > 0
  })
}
