import { fitsGlob } from './glob.js'
import type { RequestEntry } from './journal.js'

/** Which requests of the journal are meant; what is left out fits all. */
export interface RequestFilter {
  readonly method?: string | undefined
  /** In which `*` stands for anything. */
  readonly path?: string | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly session?: string | undefined
  /** Only entries that came after this one, or at or after this instant in epoch milliseconds. */
  readonly since?: { readonly entry: string } | { readonly atMs: number } | undefined
}

/** The entries that a filter means, of those of a scope, oldest first. */
export function filterRequests(all: readonly RequestEntry[], filter: RequestFilter): readonly RequestEntry[] {
  const { since } = filter
  const from = since && 'entry' in since ? all.findIndex(({ id }) => id === since.entry) + 1 : 0
  return all.slice(from).filter((entry) => fits(entry, filter))
}

function fits({ atMs, what: { request } }: RequestEntry, filter: RequestFilter): boolean {
  const { method, path, status, code, session, since } = filter
  return (
    (method === undefined || method === request.method) &&
    (path === undefined || fitsGlob(path, request.path)) &&
    (status === undefined || status === request.status) &&
    (code === undefined || code === request.code) &&
    (session === undefined || session === request.sessionId) &&
    (since === undefined || !('atMs' in since) || atMs >= since.atMs)
  )
}
