import type { Row } from './row.js'

/** Which rows the timeline shows. An empty text lets all through. */
export interface Filter {
  readonly kind: '' | 'calls' | 'webhooks' | 'changes'
  /** The first digit of the status; `0` for no answer. */
  readonly status: string
  readonly method: string
  readonly code: string
  readonly session: string
  readonly text: string
}

export const noFilter: Filter = { kind: '', status: '', method: '', code: '', session: '', text: '' }

/** Whether a filter leaves something out. */
export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== '')
}

/** Whether a row passes a filter, in one workspace or, for null, in all. */
export function fits(row: Row, filter: Filter, workspace: string | null): boolean {
  const { kind, status, method, code, session, text } = filter
  return (
    (workspace === null || row.entry.workspace === workspace) &&
    (kind === '' || kindOf(row) === kind) &&
    (status === '' || (status === '0' ? row.isCut : String(row.status ?? '')[0] === status)) &&
    (method === '' || row.method === method) &&
    (code === '' || row.code === code) &&
    (session === '' || row.sessionId === session) &&
    (text === '' ||
      text
        .toLowerCase()
        .split(/\s+/)
        .every((word) => row.text.includes(word)))
  )
}

function kindOf({ kind }: Row): Filter['kind'] {
  if (kind === 'request' || kind === 'visit') return 'calls'
  return kind === 'webhook' ? 'webhooks' : 'changes'
}
