import { type Collection, jsonCodec } from '../storage/records.js'
import type { Fault } from './fault.js'

/** More faults are not kept, of one workspace. */
export const maxFaults = 1000

/** The faults of a workspace, by their ids. */
export const faultRecords: Collection<Fault> = {
  name: 'faults',
  codec: jsonCodec(),
  maxItems: maxFaults,
  maxSize: 64_000_000,
  overflow: 'refuse',
}
