import { isIP } from 'node:net'
import { closestMatch } from '../lib/closest-match.js'
import { URL } from '../lib/node-globals.js'

/**
 * Where webhooks may go: `local`, this machine and private networks; `any`; or a list of names, addresses and CIDRs, in
 * which `local` may stand too.
 */
export type TargetList = 'local' | 'any' | readonly string[]

/** Reads such a list, with commas between its parts; undefined when one of them is none. */
export function readTargetList(text: string): TargetList | undefined {
  const parts = text
    .toLowerCase()
    .split(',')
    .flatMap((part) => part.trim() || [])
  if (parts.length === 0 || !parts.every(isTarget)) return undefined
  if (parts.includes('any')) return 'any'
  return parts.every((part) => part === 'local') ? 'local' : parts.map((part) => part.replace(/\.$/, ''))
}

/** An address and how many of its bits count: of one alone all. Undefined for another text. */
export function networkOf(text: string) {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return undefined
  const most = version === 4 ? 32 : 128
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return bits <= most ? { address, bits, family: `ipv${version}` as 'ipv4' | 'ipv6' } : undefined
}

const words = ['local', 'any']

/** What looks like one of the words and is none, or like a word of another setting. */
function isMistaken(text: string): boolean {
  return (
    /^(?:all|none|on|off|true|false|yes|no|public|private)$/.test(text) ||
    closestMatch(text, words) !== undefined
  )
}

function isTarget(text: string): boolean {
  if (words.includes(text) || networkOf(text) !== undefined) return true
  return !isMistaken(text) && isHostName(text)
}

/** Whether a URL would take a text as the name of a host, and as no address in disguise. */
function isHostName(text: string): boolean {
  return (
    /^[\w.-]{1,253}$/.test(text) &&
    URL.canParse(`http://${text}`) &&
    new URL(`http://${text}`).hostname === text
  )
}
