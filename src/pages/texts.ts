import type { Locale } from '../connect/session.js'
import { en, type Texts } from './texts-en.js'
import { fr } from './texts-fr.js'

export type { Texts }

const byLocale: Readonly<Record<Locale, Texts>> = { en, fr }

/** The texts in the language of a session; English without one. */
export function textsOf(locale: Locale | null): Texts {
  return byLocale[locale ?? 'en']
}
