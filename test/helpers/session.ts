import type { Session } from '../../src/sessions/model.js'

/** A session as the domain makes them, of airbnb, open until its clock says 1000. */
export function session(id: string, more: Partial<Session> = {}): Session {
  return {
    id,
    status: 'pending',
    provider: 'airbnb',
    isPicker: false,
    allowedProviders: null,
    redirectUrl: null,
    state: null,
    locale: null,
    accessType: 'full_access',
    createdAt: 0,
    expiresAt: 1000,
    claim: null,
    accountId: null,
    resumes: null,
    signIn: null,
    ...more,
  }
}
