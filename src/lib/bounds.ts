import { recordBounds } from './record-bounds.js'
import { workBounds } from './work-bounds.js'

export type { Bound } from './bound.js'

/** The bounds of this server (ours). Those that a setting changes stand with the setting. */
export const bounds = { ...workBounds, ...recordBounds }
