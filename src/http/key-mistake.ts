import type { FastifyRequest } from 'fastify'
import { maskForResponse } from '../lib/masking.js'

/** What somebody did wrong with a key, and how it is put right. Neither repeats the key. */
export interface KeyMistake {
  readonly reason: string
  readonly fix: string
}

const beginsLikeKey = /^(?:bearer +)?sk_(?:test|live)_\S+$/i
const unsetWords = /^(?:undefined|null|none|nil|nan|false|\[object object\])$/i
const placeholder = /^(?:\$|%|<|\{)/

/** The mistake that made a key a bad one; undefined if it is none of those that are common. */
export function mistakeIn(key: string): KeyMistake | undefined {
  if (/^["'`]|["'`]$/.test(key))
    return {
      reason: 'it has a quotation mark around it',
      fix: 'Send the key without quotation marks. Docker keeps those of an --env-file.',
    }
  if (/^bearer /i.test(key))
    return {
      reason: 'it begins with the word Bearer',
      fix: 'Send the key alone in x-api-key, or "Bearer" and the key in Authorization.',
    }
  if (unsetWords.test(key))
    return { reason: `it is the word ${key}`, fix: 'Set the variable that your client takes the key from.' }
  if (placeholder.test(key))
    return { reason: 'it is a placeholder', fix: 'Put a key in its place, like sk_test_demo.' }
  if (key.includes(', ')) return { reason: 'the header came more than once', fix: 'Send one key, once.' }
  return undefined
}

/** What an Authorization header has in the place of "Bearer", in words; empty if that is not clear. */
export function schemeMistake(authorization: string): string {
  if (beginsLikeKey.test(authorization)) return ' It has the key alone.'
  const [, scheme] = /^([a-z]{1,12}:?) +\S/i.exec(authorization) ?? []
  return scheme === undefined || /^bearer$/i.test(scheme) ? '' : ` It begins with ${scheme}.`
}

/** The header or query parameter that has a key although keys are not read there. */
export function misplacedKey({
  headers,
  query,
}: FastifyRequest): (KeyMistake & { field: string }) | undefined {
  const isKey = ([, value]: readonly [string, unknown]) =>
    typeof value === 'string' && beginsLikeKey.test(value)
  const [header] = Object.entries(headers).find(isKey) ?? []
  const [parameter] = Object.entries(query as object).find(isKey) ?? []
  const field = header ?? parameter
  if (field === undefined) return undefined
  const shown = maskForResponse(field)
  const place = header === undefined ? 'query parameter' : 'header'
  return {
    field: shown,
    reason: `the ${place} ${shown} has one, and is not read`,
    fix: `Send the key as "x-api-key", or as "Authorization: Bearer …".`,
  }
}
