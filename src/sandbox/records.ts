import { type Collection, jsonCodec } from '../storage/records.js'
import type { Seeding } from './model.js'

/** One record with the id `sandboxId`. All data of the sandbox derive from it. */
export const sandboxRecords: Collection<Seeding> = {
  name: 'sandbox',
  codec: jsonCodec(),
  maxItems: 1,
  maxSize: 250_000,
  overflow: 'refuse',
}

export const sandboxId = 'sandbox'
