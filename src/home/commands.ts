import { shellQuoted } from '../lib/shell.js'
import type { ProviderSlug } from '../providers/providers.js'

/** The key of the commands on a server that takes any; null on one that takes only those of REPULL_MOCK_API_KEYS. */
export type SampleKey = 'sk_test_demo' | null

/** What the commands need to know of the server. */
export interface CommandContext {
  /** Its public URL. */
  readonly root: string
  readonly sampleKey: SampleKey
}

/** The body with which a session that returns to this server is opened. */
export function sessionBody({ root }: CommandContext): string {
  return JSON.stringify({ redirectUrl: `${root}/demo/callback`, state: 'user-42' })
}

/** The command that opens a session; `provider` is null for one whose host picks the provider. */
export function openCommand(context: CommandContext, provider: ProviderSlug | null): string {
  return [
    `curl -s -X POST ${shellQuoted(connectUrl(context, provider))}`,
    keyHeader(context),
    `-H 'Content-Type: application/json'`,
    `-d ${shellQuoted(sessionBody(context))}`,
  ].join(' \\\n  ')
}

/** The command that reads what is connected; `provider` is null for all. */
export function readCommand(context: CommandContext, provider: ProviderSlug | null): string {
  return `curl -s ${shellQuoted(connectUrl(context, provider))} \\\n  ${keyHeader(context)}`
}

function connectUrl({ root }: CommandContext, provider: ProviderSlug | null): string {
  return `${root}/v1/connect${provider === null ? '' : `/${provider}`}`
}

function keyHeader({ sampleKey }: CommandContext): string {
  return sampleKey === null ? '-H "Authorization: Bearer $KEY"' : `-H 'Authorization: Bearer ${sampleKey}'`
}
