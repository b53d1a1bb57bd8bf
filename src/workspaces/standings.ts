import type { Clock } from '../clock.js'
import { changeDocument, type Documents, readOrCreate } from '../documents.js'
import { type ClockReading, type ClockSetting, WorkspaceClock } from './workspace-clock.js'

/** How a workspace stands, an immutable value. Servers on one store agree on it. */
export interface Standing {
  /** The id of its era. */
  readonly era: string
  /** How its clock was set; null while it follows the clock of all. */
  readonly clock: ClockSetting | null
}

export interface StandingsOptions {
  /** Real time. */
  readonly clock: Clock
  /** Makes the id of an era, which no other has. */
  readonly createEra: () => string
  readonly documents: Documents<Standing>
}

/** The key of what stands for all workspaces, which has no era. No workspace has it as its id. */
const all = '*'

/** How the workspaces stand, and the clock that those without a time of their own follow. */
export class Standings {
  readonly #options: StandingsOptions
  /** The clock of all, as far as this server knows it. */
  readonly clock: WorkspaceClock

  constructor(options: StandingsOptions) {
    this.#options = options
    this.clock = new WorkspaceClock(options.clock)
  }

  /** Whether other servers change them too. */
  get isShared(): boolean {
    return this.#options.documents.isShared
  }

  /** How a workspace stands, and with it the clock of all. One that stands nowhere begins an era. */
  async read(id: string): Promise<Standing> {
    const { documents } = this.#options
    const [standing] = await Promise.all([readOrCreate(documents, id, () => this.#begin()), this.learn()])
    return standing
  }

  /** A clock that stands as that of a workspace does now, also where no server has it in use. */
  async readClock(id: string): Promise<Clock> {
    const [found] = await Promise.all([this.#options.documents.read(id), this.learn()])
    return this.#clockOf(found?.value)
  }

  /**
   * Changes the clock of a workspace; of none, the one that the others follow.
   *
   * @returns what it showed then, whatever others did to it since.
   */
  async changeClock(id: string | null, change: (clock: WorkspaceClock) => void): Promise<ClockReading> {
    const followed = id === null ? null : this.clock
    const changed = await changeDocument(this.#options.documents, id ?? all, (standing) => {
      const clock = this.#clockOf(standing, followed)
      change(clock)
      return { era: standing?.era ?? this.#options.createEra(), clock: clock.own }
    })
    const reading = this.#clockOf(changed, followed).read()
    await this.learn()
    return reading
  }

  /** Begins a new era of a workspace, whose clock follows that of all again. */
  async renew(id: string): Promise<void> {
    const standing = this.#begin()
    await changeDocument(this.#options.documents, id, () => standing)
  }

  async remove(id: string): Promise<void> {
    await changeDocument(this.#options.documents, id, () => null)
  }

  /** The workspaces that stand somehow. */
  async ids(): Promise<readonly string[]> {
    return (await this.#options.documents.keys()).filter((id) => id !== all)
  }

  #begin(): Standing {
    return { era: this.#options.createEra(), clock: null }
  }

  #clockOf(standing: Standing | undefined, followed: WorkspaceClock | null = this.clock): WorkspaceClock {
    const clock = new WorkspaceClock(this.#options.clock, followed)
    clock.reset(standing?.clock ?? null)
    return clock
  }

  /** Lets the clock of all stand as it does now. */
  async learn(): Promise<void> {
    const found = await this.#options.documents.read(all)
    this.clock.reset(found?.value.clock ?? null)
  }
}
