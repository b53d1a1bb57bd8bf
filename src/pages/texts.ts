import { preferredValues } from '../lib/headers.js'
import { type Locale, localeOf } from '../sessions/model.js'
import { en, type Texts } from './texts-en.js'
import { fr } from './texts-fr.js'

export type { Texts }

const byLocale: Readonly<Record<Locale, Texts>> = { en, fr }

/** The texts of the pages in a language. */
export function textsOf(locale: Locale): Texts {
  return byLocale[locale]
}

/** The texts in the first language of an `Accept-Language` header that there are texts in, else in English. */
export function textsFor(acceptLanguage: string | undefined): Texts {
  const [locale = 'en'] = preferredValues(acceptLanguage).flatMap((language) => localeOf(language) ?? [])
  return textsOf(locale)
}
