import type { FastifyRequest } from 'fastify'
import { preferredValues } from '../lib/headers.js'
import { type Locale, localeOf } from '../sessions/session.js'

/** The language of the pages that a browser wants most, by its `Accept-Language`; English when they have none of its. */
export function browserLocale(headers: Pick<FastifyRequest['headers'], 'accept-language'>): Locale {
  for (const language of preferredValues(headers['accept-language'])) {
    const locale = localeOf(language)
    if (locale !== undefined) return locale
  }
  return 'en'
}
