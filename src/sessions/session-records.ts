import type { Collection } from '../storage/records.js'
import type { Session } from './model.js'

/** The members of a session as they stand in its text. Very many are kept, so that names would take most of the memory. */
type Columns = readonly [
  status: Session['status'],
  provider: Session['provider'],
  isPicker: 0 | 1,
  allowedProviders: Session['allowedProviders'],
  redirectUrl: Session['redirectUrl'],
  state: Session['state'],
  locale: Session['locale'],
  accessType: Session['accessType'],
  createdAt: number,
  lifetimeMs: number,
  claim: Session['claim'],
  accountId: Session['accountId'],
]

/** The sessions of a workspace. How many there may be of all workspaces says the directory of their ids. */
export const sessionRecords: Collection<Session> = {
  name: 'sessions',
  codec: {
    encode: (session) =>
      JSON.stringify([
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
      ] satisfies Columns),
    decode: (text, id) => {
      const columns = JSON.parse(text) as Columns
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
      }
    },
  },
  maxItems: 100_000_000,
  maxSize: Number.MAX_SAFE_INTEGER,
  overflow: 'refuse',
}
