/** How much there may be of something. */
export interface Bound {
  /** What is bounded, as messages and docs name it. */
  readonly what: string
  /** Of what each has this much room of its own. */
  readonly per: 'workspace' | 'webhook' | 'connection' | 'server'
  readonly maxItems: number
  /** Characters of the texts of all items together; on a shared store their bytes. Most are ASCII, so both are the same. */
  readonly maxSize: number
  /** Past the bound the newest is refused or has to wait, or the oldest make room. */
  readonly overflow: 'refuse' | 'wait' | 'drop-oldest'
  /** What makes room, as a sentence for the caller. */
  readonly fix: string
}

export const kib = 1024
export const mib = 1024 * kib
