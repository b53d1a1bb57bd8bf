import type { FastifyRequest } from 'fastify'
import { wantedIn } from '../lib/accept.js'
import { type Locale, localeOf } from '../sessions/model.js'

/** The language of the pages that a browser wants most, by its `Accept-Language`; English when they have none of its. */
export function browserLocale(headers: Pick<FastifyRequest['headers'], 'accept-language'>): Locale {
  for (const language of wantedIn(headers['accept-language'])) {
    const locale = localeOf(language)
    if (locale !== undefined) return locale
  }
  return 'en'
}
