import type { Locale } from '../sessions/model.js'
import { en, type Texts } from './texts-en.js'
import { fr } from './texts-fr.js'

export type { Texts }

const byLocale: Readonly<Record<Locale, Texts>> = { en, fr }

/** The texts of the pages in a language. */
export function textsOf(locale: Locale): Texts {
  return byLocale[locale]
}
