/** The part of the room that new work may take. The rest is for what goes on in a full server: deletions, clocks, resets. */
const shareOfNewWork = 0.95

/** A server that was full has room again when no more than this part is taken. */
const shareOfRelief = 0.9

/** The part of the room that one workspace may take with new work. */
const shareOfOne = 0.5

/** What a change would add to the memory. */
export interface Growth {
  /** Below 0 where it frees some. */
  readonly bytes: number
  /** Whether it makes something that was not there, rather than going on with what is. */
  readonly isNewWork: boolean
}

/** How many bytes the records of this process may take. Whatever keeps some reports each change. */
export class MemoryBudget {
  readonly maxBytes: number
  #bytes = 0
  #wasFull = false

  /** @param maxBytes no bound when left out. */
  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.maxBytes = maxBytes
  }

  /** How many are taken. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether something was refused, and little was freed since. */
  get isFull(): boolean {
    if (this.#bytes <= this.maxBytes * shareOfRelief) this.#wasFull = false
    return this.#wasFull
  }

  add(bytes: number): void {
    this.#bytes += bytes
  }

  /**
   * Who has no room for a change: its workspace, which may take half of the room, or the whole server. Null when there is
   * room.
   *
   * @param ofWorkspace how many bytes the workspace takes already.
   */
  whoIsFull({ bytes, isNewWork }: Growth, ofWorkspace: number): 'workspace' | 'server' | null {
    if (bytes <= 0) return null
    if (isNewWork && ofWorkspace + bytes > this.maxBytes * shareOfOne) return 'workspace'
    if (this.#bytes + bytes <= this.maxBytes * (isNewWork ? shareOfNewWork : 1)) return null
    this.#wasFull = true
    return 'server'
  }
}

/** What a string takes besides its characters, about. */
const stringBytes = 20

/** What an entry of a map takes, and the version and the position of a record in digits. */
const entryBytes = 64

/** What a collection of one workspace takes besides its records. */
export const collectionBytes = 320

/** What a workspace takes besides its collections, with all that the process remembers of its key. */
export const workspaceBytes = 1000

/** What an id takes in a directory, whose string its record has too. */
export const directoryEntryBytes = 48

/**
 * How many bytes of the heap a record takes with its id. V8 keeps a string with one byte for each character where all are
 * below U+0100, and else with two.
 */
export function recordBytes(id: string, text: string): number {
  return entryBytes + textBytes(id) + textBytes(text)
}

function textBytes(text: string): number {
  // V8 answers for strings of one byte without a look at them.
  return stringBytes + (/[^\0-\xff]/.test(text) ? 2 * text.length : text.length)
}
