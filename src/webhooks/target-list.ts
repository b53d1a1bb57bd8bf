import { isIP } from 'node:net'
import { closestMatch } from '../lib/closest-match.js'
import { URL } from '../lib/node-globals.js'

/**
 * Where webhooks may go: `local`, this machine and private networks; `any`; or a list of names, addresses and CIDRs, which
 * may have `local` as a member.
 */
export type TargetList = 'local' | 'any' | readonly string[]

const words = ['local', 'any']

/** Reads a list with commas between its parts; undefined when a part is invalid. */
export function readTargetList(text: string): TargetList | undefined {
  const parts = text
    .toLowerCase()
    .split(',')
    .flatMap((part) => part.trim() || [])
  if (parts.length === 0 || !parts.every(isTarget)) return undefined
  if (parts.includes('any')) return 'any'
  return parts.every((part) => part === 'local') ? 'local' : parts.map((part) => part.replace(/\.$/, ''))
}

/** An address and how many of its bits count: of a single one all. Undefined for another text. */
export function networkOf(text: string) {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return undefined
  const max = version === 4 ? 32 : 128
  const bits = prefix === undefined ? max : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return bits <= max ? { address, bits, family: `ipv${version}` as 'ipv4' | 'ipv6' } : undefined
}

function isTarget(text: string): boolean {
  if (words.includes(text) || networkOf(text) !== undefined) return true
  return !isMistaken(text) && isHostName(text)
}

/** Whether a text is a misspelt word of this setting, or a word of another one. */
function isMistaken(text: string): boolean {
  const ofAnother = /^(?:all|none|on|off|true|false|yes|no|public|private)$/
  return ofAnother.test(text) || closestMatch(text, words) !== undefined
}

/** Whether a URL takes a text as a host name, and not as an address in another form. */
function isHostName(text: string): boolean {
  const url = `http://${text}`
  return /^[\w.-]{1,253}$/.test(text) && URL.canParse(url) && new URL(url).hostname === text
}
