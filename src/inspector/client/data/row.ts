import { instantText } from './duration.js'
import type { Entry } from './entries.js'
import { faultText } from './fault-text.js'
import { isCut } from './whole-answer.js'

export type RowKind = Entry['type'] | 'visit'

/** What a row points out: a fault applied, the server ignored something, or it knows what was meant. */
export type Mark = 'fault' | 'warning' | 'meant'

/** A line of the timeline. */
export interface Row {
  /** Unique on the page, also when a server that was started anew counts from the beginning. */
  readonly key: string
  readonly entry: Entry
  readonly kind: RowKind
  readonly title: string
  readonly method: string | null
  readonly status: number | null
  /** Whether there should have been a status. */
  readonly isCut: boolean
  readonly code: string | null
  readonly ms: number | null
  readonly sessionId: string | null
  readonly marks: readonly Mark[]
  /** What a search looks at, in lower case. */
  readonly text: string
}

const none = {
  method: null,
  status: null,
  isCut: false,
  code: null,
  ms: null,
  sessionId: null,
  marks: [],
} as const

/** The line of an entry. */
export function rowOf(given: Entry): Row {
  const entry = withIds(given)
  const row = { key: `${entry.id}@${entry.at}`, entry, kind: entry.type, ...none, ...partsOf(entry) }
  const text = `${row.method ?? ''} ${row.title} ${row.status ?? ''} ${row.code ?? ''} ${row.sessionId ?? ''} ${moreText(entry)}`
  return { ...row, text: text.toLowerCase() }
}

/** The stream tells the id of an entry once, lists tell it with what the entry is about. */
function withIds(entry: Entry): Entry {
  const { id } = entry
  if (entry.type === 'request') return { ...entry, request: { ...entry.request, id } }
  return entry.type === 'webhook' ? { ...entry, webhook: { ...entry.webhook, id } } : entry
}

/** Ids and bodies, so that a search finds them. */
function moreText(entry: Entry): string {
  if (entry.type !== 'request') return entry.id
  const { requestId, requestBody, responseBody } = entry.request
  return `${requestId} ${JSON.stringify(requestBody)} ${JSON.stringify(responseBody)}`
}

function partsOf(entry: Entry): Partial<Row> & Pick<Row, 'title'> {
  switch (entry.type) {
    case 'request': {
      const { method, path, status, code, durationMs, sessionId, fault, warnings, nearest, hosted } =
        entry.request
      const marks: Mark[] = []
      if (fault !== null) marks.push('fault')
      if (warnings.length > 0) marks.push('warning')
      if (nearest !== null) marks.push('meant')
      const kind = hosted ? 'visit' : 'request'
      return {
        kind,
        title: path,
        method,
        status,
        isCut: isCut(entry.request),
        code,
        ms: durationMs,
        sessionId,
        marks,
      }
    }
    case 'session': {
      const { id, provider } = entry.session
      return {
        title: `Session ${entry.change} · ${provider ?? 'any provider'}`,
        sessionId: id,
      }
    }
    case 'connection': {
      const { provider, externalAccountId } = entry.connection
      return { title: `Connection ${entry.change} · ${provider} ${externalAccountId ?? ''}` }
    }
    case 'webhook': {
      const { type, url, attempt, statusCode } = entry.webhook
      const title = `${type} → ${url}${attempt > 1 ? ` · attempt ${attempt}` : ''}`
      return { title, status: statusCode, isCut: statusCode === null }
    }
    case 'clock': {
      const { now, frozen, offsetMs } = entry.clock
      const how = frozen ? 'frozen at' : offsetMs === 0 ? 'back to real time,' : 'moved to'
      return { title: `Clock ${how} ${instantText(now)}` }
    }
    case 'fault':
      return { title: `Fault ${entry.change} · ${faultText(entry.fault)}` }
    case 'reset':
      return { title: 'Workspace emptied' }
  }
}
