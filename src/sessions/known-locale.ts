import type { FastifyReply, FastifyRequest } from 'fastify'
import { encoded, warn } from '../http/warnings.js'
import { type Locale, localeOf, locales } from './model.js'

/** The language of the locale that an app asked for, when the hosted pages have it. Any other is ignored with a warning (ours). */
export function knownLocale(
  request: FastifyRequest,
  reply: FastifyReply,
  locale: string | null | undefined,
): Locale | null {
  if (locale === null || locale === undefined) return null
  const known = localeOf(locale)
  if (known !== undefined) return known
  warn(request, reply, [`locale ${encoded(locale)} is ignored; the pages have ${locales.join(' and ')}`])
  return null
}
