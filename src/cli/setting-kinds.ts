import { isIP, isIPv6 } from 'node:net'
import { type Duration, parseDuration } from '../lib/duration.js'
import { URL } from '../lib/node-globals.js'

/** The declaration of one setting: how its text is read, and what the help says of it. */
export interface Declaration<Value, Input = string> {
  /** The text of its default; empty if it is unset by default. */
  readonly fallback: string
  readonly help: string
  /** The values that it takes, in words. */
  readonly allowed: string
  /** Returns undefined for a text that is no value of this setting. */
  readonly read: (text: string) => Value | undefined
  /** Writes the input of a program as such a text, where it may be more than a string; undefined if that is impossible. */
  readonly write?: (input: Input) => string | undefined
}

/** What a program may pass for a declared setting. */
export type InputOf<One> = One extends { readonly write?: (input: infer Input) => unknown }
  ? unknown extends Input
    ? string
    : Input
  : string

export function whole(
  fallback: string,
  help: string,
  least: number,
  most: number,
): Declaration<number, number | `${number}`> {
  return {
    fallback,
    help,
    allowed: `a whole number from ${least} to ${most}`,
    read: (text) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
    write: (input) => (typeof input === 'number' ? String(input) : asText(input)),
  }
}

/** The longest duration, in milliseconds: what ends after one can still be written as a time. */
const longestMs = 36_500 * 24 * 3_600_000

export function duration(fallback: string, help: string): Declaration<number, Duration> {
  return {
    fallback,
    help,
    allowed: 'a whole number above 0 with ms, s, m, h or d, like 30m, and 36500d at most',
    read: (text) => {
      const durationMs = parseDuration(text)
      return durationMs && durationMs <= longestMs ? durationMs : undefined
    },
    write: (input) => (typeof input === 'number' ? `${input}ms` : asText(input)),
  }
}

/** A size in memory, or null for what `auto` means. */
export function size(help: string): Declaration<number | null, 'auto' | `${number}${'MB' | 'GB'}`> {
  return {
    fallback: 'auto',
    help,
    allowed: 'auto, or a whole number above 0 with MB or GB, like 512MB',
    read: (text) => {
      if (text.toLowerCase() === 'auto') return null
      const [, count, unit] = /^([1-9]\d{0,5})(MB|GB)$/i.exec(text) ?? []
      if (unit === undefined) return undefined
      return Number(count) * (unit.toUpperCase() === 'GB' ? 1024 ** 3 : 1024 ** 2)
    },
    write: asText,
  }
}

/** One of these words, in lower or upper case. */
export function oneOf<const T extends string>(
  values: readonly T[],
  fallback: NoInfer<T>,
  help: string,
): Declaration<T, T> {
  return {
    fallback,
    help,
    allowed: values.join(' or '),
    read: (text) => values.find((value) => value === text.toLowerCase()),
    write: asText,
  }
}

/** The text of an input that must be a string. */
export function asText(input: string): string | undefined {
  return typeof input === 'string' ? input : undefined
}

/** The text of a list: its items with commas between them. */
export function asList(input: string | readonly string[]): string | undefined {
  if (!Array.isArray(input)) return asText(input as string)
  const isItem = (item: unknown) => typeof item === 'string' && item.trim() !== '' && !item.includes(',')
  return input.length > 0 && input.every(isItem) ? input.join(',') : undefined
}

/** Whether a text stands in quotation marks, which a shell or a parser would have removed. */
export function isQuoted(text = ''): boolean {
  return /^(["']).*\1$/.test(text)
}

/** Whether a text may be a bearer token: quotation marks around it are never meant to be sent. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,1000}$/.test(text) && !isQuoted(text)
}

/** Whether a text is an address or a host name. Its colons are those of an IPv6 address, never that of a port. */
export function isHost(text: string): boolean {
  return /^[\w.-]+$/.test(text) || (isIPv6(text) && !text.includes('%'))
}

/** The items of a list with commas between them. */
export function itemsOf(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || [])
}

/** Whether a text is the URL of a store, perhaps with a database number, or of the nodes of a cluster. */
export function isStoreUrl(text: string): boolean {
  const [, cluster, login = '', hosts = '', rest = ''] =
    /^rediss?(\+cluster)?:\/\/(\S*@)?([^\s/?#@]+)(\/?\d{0,9}(?:\?\S*)?)$/.exec(text) ?? []
  const nodes = hosts.split(',')
  if (cluster === undefined ? nodes.length > 1 : rest.length > 1) return false
  return nodes.every((node) => node !== '' && URL.canParse(`redis://${login}${node}`))
}

/** Whether a text is an address, a network like 10.0.0.0/8, or one of the named networks. */
export function isNetwork(text: string): boolean {
  if (/^(?:loopback|linklocal|uniquelocal)$/.test(text)) return true
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}
