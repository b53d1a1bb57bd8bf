import { type Duration, parseDuration } from '../lib/duration.js'

/** One setting as it is declared: how its text is read, and what a reader of the help needs. */
export interface Declaration<Value, Given = string> {
  readonly fallback: string
  readonly help: string
  /** The values that it takes, in words. */
  readonly allowed: string
  /** Returns undefined for a text that is no value of this setting. An empty text is the unset value. */
  readonly read: (text: string) => Value | undefined
  /** Writes what a program gives as such a text, where it gives more than texts; undefined for what can be none. */
  readonly write?: (given: Given) => string | undefined
}

/** What a program may give for a declared setting. */
export type GivenFor<One> = One extends { readonly write?: (given: infer Given) => unknown }
  ? unknown extends Given
    ? string
    : Given
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
    write: (given) => (typeof given === 'number' ? String(given) : asText(given)),
  }
}

export function duration(fallback: string, help: string): Declaration<number, Duration> {
  return {
    fallback,
    help,
    allowed: 'a whole number above 0 with ms, s, m, h or d, like 30m',
    read: (text) => parseDuration(text) || undefined,
    write: (given) => (typeof given === 'number' ? `${given}ms` : asText(given)),
  }
}

/** Values in lower case, which may be written in upper case too. */
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

/** Any text. */
export function asText(given: string): string | undefined {
  return typeof given === 'string' ? given : undefined
}

/** A list, or its items with commas between them. */
export function asList(given: string | readonly string[]): string | undefined {
  if (!Array.isArray(given)) return asText(given as string)
  const isItem = (item: unknown) => typeof item === 'string' && item.trim() !== '' && !item.includes(',')
  return given.length > 0 && given.every(isItem) ? given.join(',') : undefined
}

/** The items of a text that has commas between them. */
export function list(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || [])
}
