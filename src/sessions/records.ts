import { bounds } from '../lib/bounds.js'
import type { Collection } from '../storage/records.js'
import type { Session } from './model.js'

/** The sessions of a workspace. The directory of session ids bounds how many all workspaces have together. */
export const sessionRecords: Collection<Session> = {
  name: 'sessions',
  codec: {
    encode: (session) => JSON.stringify(columnsOf(session)),
    decode: (text, id) => fromColumns(id, JSON.parse(text)),
  },
  ...bounds.sessions,
}

/** A session as it is stored: its members in this order, because their names would take most of the memory. */
function columnsOf(session: Session) {
  return [
    session.status,
    session.provider,
    session.isPicker ? 1 : 0,
    session.allowedProviders,
    session.redirectUrl,
    session.state,
    session.locale,
    session.accessType,
    session.createdAt,
    session.expiresAt - session.createdAt,
    session.claim,
    session.accountId,
    ...resumedColumns(session),
  ] as const
}

/** Most sessions have neither. */
function resumedColumns({ resumes, signIn }: Session): [] | [Session['resumes'], Session['signIn']?] {
  if (signIn !== null) return [resumes, signIn]
  return resumes === null ? [] : [resumes]
}

function fromColumns(id: string, columns: ReturnType<typeof columnsOf>): Session {
  return {
    id,
    status: columns[0],
    provider: columns[1],
    isPicker: columns[2] === 1,
    allowedProviders: columns[3],
    redirectUrl: columns[4],
    state: columns[5],
    locale: columns[6],
    accessType: columns[7],
    createdAt: columns[8],
    expiresAt: columns[8] + columns[9],
    claim: columns[10],
    accountId: columns[11],
    resumes: columns[12] ?? null,
    signIn: columns[13] ?? null,
  }
}
