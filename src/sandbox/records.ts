import { bounds } from '../lib/bounds.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import type { Seeding } from './model.js'

/** One record with the id `sandboxId`. All data of the sandbox derive from it. */
export const sandboxRecords: Collection<Seeding> = {
  name: 'sandbox',
  codec: jsonCodec(),
  ...bounds.seedings,
}

export const sandboxId = 'sandbox'
