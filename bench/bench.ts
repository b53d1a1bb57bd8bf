import { fileURLToPath } from 'node:url'
import type { Children } from './children.js'
import type { Options } from './options.js'
import type { Detail } from './report.js'
import type { Shuffle } from './shuffle.js'
import type { Measurement } from './verdict.js'

/** What each part of the bench is handed. */
export interface Bench {
  readonly options: Options
  readonly children: Children
  readonly shuffle: Shuffle
  /** A folder that is gone when the bench ends. */
  readonly folder: string
  /** Says what is going on, on standard error. */
  readonly say: (text: string) => void
}

/** What a part of the bench found. */
export interface Findings {
  readonly measurements: readonly Measurement[]
  readonly details: readonly Detail[]
}

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))
