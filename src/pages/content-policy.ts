import { URL } from '../lib/node-globals.js'
import { styleSource } from './style.js'

/** Who has to do with a page. */
export interface PolicyInput {
  readonly nonce: string
  /** The session's; null when there is none. */
  readonly redirectUrl: string | null
}

/**
 * The Content-Security-Policy of a page: its own style and scripts and no other asset; forms go here and on to the app,
 * which alone may frame the page.
 */
export function contentSecurityPolicy({ nonce, redirectUrl }: PolicyInput): string {
  const app = originSource(redirectUrl)
  return [
    "default-src 'none'",
    `style-src ${styleSource}`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    `form-action 'self'${app === null ? '' : ` ${app}`}`,
    `frame-ancestors ${app ?? "'none'"}`,
  ].join('; ')
}

/** The origin of a URL as a policy can name it; null for an IPv6 address, for which policies have no form. */
function originSource(url: string | null): string | null {
  if (url === null) return null
  const { origin, hostname } = new URL(url)
  return hostname.startsWith('[') ? null : origin
}
