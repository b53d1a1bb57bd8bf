import { fitsGlob } from '../lib/glob.js'
import { isRequest, type JournalEntry, type RequestEntry } from './journal.js'

/** Which requests of the journal are meant; what is left out fits all. */
export interface RequestFilter {
  readonly method?: string | undefined
  /** In which `*` stands for anything. */
  readonly path?: string | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly session?: string | undefined
}

/** Whether an entry is a request that a filter means. */
export function createRequestFilter(filter: RequestFilter): (entry: JournalEntry) => entry is RequestEntry {
  const { method, path, status, code, session } = filter
  return (entry): entry is RequestEntry => {
    if (!isRequest(entry)) return false
    const { request } = entry.what
    return (
      (method === undefined || method === request.method) &&
      (path === undefined || fitsGlob(path, request.path)) &&
      (status === undefined || status === request.status) &&
      (code === undefined || code === request.code) &&
      (session === undefined || session === request.sessionId)
    )
  }
}
