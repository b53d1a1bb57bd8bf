import type { AccessType } from '../sessions/model.js'
import { type Drawing, drawing } from './drawings.js'
import { type Html, html } from './html.js'
import type { Texts } from './texts.js'

type Level = 'manage' | 'send' | 'read' | 'none'

/** What of an account an app may use, and how far each kind of access goes. */
const areas = [
  ['listings', 'home', { full_access: 'manage', messaging: 'none', read_only: 'read' }],
  ['reservations', 'calendar', { full_access: 'manage', messaging: 'read', read_only: 'read' }],
  ['messages', 'messages', { full_access: 'send', messaging: 'send', read_only: 'read' }],
] as const satisfies readonly (readonly [string, Drawing, Readonly<Record<AccessType, Level>>])[]

/** The access that an app asks for, a row for each part of an account, also for those that it does not get. */
export function accessRows({ consent: { access } }: Texts, accessType: AccessType): Html {
  return html`<ul class="access" data-testid="access" data-access="${accessType}">
${areas.map(
  ([area, picture, levels]) =>
    html`<li data-level="${levels[accessType]}">${drawing(picture)}<span>${access[area]}<small>${access[levels[accessType]]}</small></span></li>\n`,
)}</ul>`
}
