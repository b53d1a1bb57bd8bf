import { type Collection, jsonCodec } from '../storage/records.js'
import type { Connection } from './model.js'

/** The connections of a workspace, by their ids. */
export const connectionRecords: Collection<Connection> = {
  name: 'connections',
  codec: jsonCodec(),
  maxItems: 1_000_000,
  maxSize: Number.MAX_SAFE_INTEGER,
  overflow: 'refuse',
}
