import type { Provider, ProviderSlug } from '../providers/providers.js'
import type { AskingApp } from './asking-app.js'
import { drawing, drawn } from './drawings.js'
import { type Html, html } from './html.js'

/** A picture of our own for each provider; nobody's logo. One without a picture has its first letter. */
const pictures: ReadonlyMap<string, string> = new Map<ProviderSlug, string>([
  ['airbnb', 'M4 19L12 5l8 14zM9.5 19l2.5-5 2.5 5'],
  ['booking', 'M4 6v12M20 18v-5a3 3 0 0 0-3-3h-6v5M4 15h16M7.5 10.8v.01'],
  ['vrbo', 'M5 11.5L12 5.5l7 6M7 10v6h10v-6M4 19c1.3 1 2.7 1 4 0s2.7-1 4 0 2.7 1 4 0 2.7-1 4 0'],
  [
    'plumguide',
    'M12 8.5a5.8 5.8 0 1 0 .01 0M12 8.5C12 6 13.5 4 16.5 4c0 2.6-1.7 4.5-4.5 4.5c-1.6 2-1.6 5 0 7.5',
  ],
  ['hostaway', 'M4 11.5L20 4l-5.5 16-3-7zM11.5 13L20 4'],
  ['guesty', 'M4 17h16M6 17a6 6 0 0 1 12 0M12 11V8M10 8h4M7 20h10'],
  ['bookingsync', 'M5 10.5a7.2 7.2 0 0 1 13-3M19 13.5a7.2 7.2 0 0 1-13 3M18.5 3.5v4h-4M5.5 20.5v-4h4'],
  ['ownerrez', 'M15 4.5a4.5 4.5 0 1 1-.01 0M11.5 12.2L5 19M8 16l2.3 2.3M15.5 8.5v.01'],
  ['smoobu', 'M5 7h14v12H5zM5 11h14M9 4.5V8M15 4.5V8M9.5 15l2 2 3.5-3.5'],
  ['beds24', 'M18.5 14.5A7.2 7.2 0 1 1 10 5.5a5.8 5.8 0 0 0 8.5 9zM17 4.5v4M15 6.5h4'],
  ['igms', 'M5 5h14v10h-7l-4 4v-4H5zM9 10v.01M12 10v.01M15 10v.01'],
  ['hospitable', 'M7 20V5.5L15 4v16M15 6h3v14M4 20h16M12 12v.01'],
  ['lodgify', 'M3 19l6.5-11 3.7 6.2M10.5 19L16 11l5 8zM3 19h9'],
  ['cloudbeds', 'M5 7c4 1.3 10 1.3 14 0-1.3 3.5-1.3 6.5 0 10-4-1.3-10-1.3-14 0 1.3-3.5 1.3-6.5 0-10z'],
  ['mews', 'M5 20v-8a7 7 0 0 1 14 0v8M9.5 20v-7a2.5 2.5 0 0 1 5 0v7M3.5 20h17'],
  ['track', 'M6 16a2 2 0 1 0 .01 0M18 4a2 2 0 1 0 .01 0M8 18h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7'],
])

/** A provider's mark, on its colour. */
export function mark({ id, displayName }: Pick<Provider, 'id' | 'displayName'>): Html {
  const picture = pictures.get(id)
  return html`<span class="mark" aria-hidden="true">${picture === undefined ? initialOf(displayName) : drawn(picture)}</span>`
}

/** The mark of the asking app: its logo, else the first letter of its name, else a picture of an app. */
export function appMark({ name, isNamed, logo }: AskingApp): Html {
  const picture = isNamed ? initialOf(name) : drawing('app')
  return html`<span class="mark app" aria-hidden="true">${logo === null ? picture : html`<img src="${logo}" alt="">`}</span>`
}

function initialOf(name: string): string {
  return [...name][0] as string
}
