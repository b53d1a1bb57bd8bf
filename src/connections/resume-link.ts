import { URLSearchParams } from '../lib/node-globals.js'
import type { ConnectedSlug } from '../providers/providers.js'
import type { Account } from '../sessions/model.js'

/** What a link names a connection by. */
interface ConnectedAs {
  readonly provider: ConnectedSlug
  readonly account: Account
}

/** Where links to this server begin, and the workspace that they are about. */
export interface LinkBase {
  readonly publicUrl: string
  readonly workspaceId: string
}

/** The link that leads a host to a fresh session for a connection (published: `fixUrl`). It does not expire. */
export function fixUrlOf(
  { provider, account }: ConnectedAs,
  resumeSecret: string,
  { publicUrl, workspaceId }: LinkBase,
): string {
  const claim: ResumeClaim = { workspaceId, provider, accountId: account.id, resumeSecret }
  return `${publicUrl}/v1/connect/resume?${new URLSearchParams({ t: writeResumeToken(claim) })}`
}

/** What a resume token says: which connection it is for, and the secret that only its link has. */
export interface ResumeClaim {
  readonly workspaceId: string
  readonly provider: ConnectedSlug
  readonly accountId: string
  readonly resumeSecret: string
}

const tokenForm = /^rsm_[\w-]{1,4096}$/

/** Logs and the journal mask a token by the way it begins. */
function writeResumeToken({ workspaceId, provider, accountId, resumeSecret }: ResumeClaim): string {
  const parts = JSON.stringify([workspaceId, provider, accountId, resumeSecret])
  return `rsm_${Buffer.from(parts).toString('base64url')}`
}

/** What a token says, its provider not yet checked; null when it is no token of this server. */
export function readResumeToken(
  token: string,
): (Omit<ResumeClaim, 'provider'> & { provider: string }) | null {
  if (!tokenForm.test(token)) return null
  const parts = partsOf(Buffer.from(token.slice(4), 'base64url').toString())
  if (!Array.isArray(parts) || parts.length !== 4) return null
  if (parts.some((part) => typeof part !== 'string')) return null
  const [workspaceId, provider, accountId, resumeSecret] = parts as [string, string, string, string]
  return { workspaceId, provider, accountId, resumeSecret }
}

function partsOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
