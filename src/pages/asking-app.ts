import type { Texts } from './texts.js'

/** The app that asks a host to connect an account. */
export interface AskingApp {
  /** What it is called where a sentence begins. */
  readonly name: string
  /** Whether that is a name of its own. */
  readonly isNamed: boolean
  /** What it is called within a sentence. */
  readonly inText: string
  /** Its logo as a data URL; null for none. */
  readonly logo: string | null
}

/** What the settings say of the asking app. */
export interface AskingAppSettings {
  readonly name: string | null
  readonly logo: string | null
}

/** The asking app as pages of a language name it. */
export function askingAppFor({ app }: Texts, { name, logo }: AskingAppSettings): AskingApp {
  return { name: name ?? app.name, isNamed: name !== null, inText: name ?? app.inText, logo }
}
