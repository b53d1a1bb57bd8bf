import { namesake, type Unit } from '../units/model.js'
import type { UnitsView } from '../units/service.js'
import { backLink, decisionButton, form } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { polling, type SignInContext, signInContent, signInSteps } from './sign-in-pages.js'
import { waiting } from './waiting.js'

/** The fields of units begin with this. */
export const unitField = 'unit-'

/** Shown while the units of an account are imported; it asks for itself again. */
export function importingUnitsPage(context: SignInContext, account: string): Content {
  const { units, importing } = context.texts
  return polling(
    signInContent(context, {
      title: units.importing.title,
      ...signInSteps(context, 2),
      refusal: null,
      main: waiting('importing', units.importing.lead(account), importing.next),
    }),
  )
}

/**
 * The last step: the host says which listing each unit is. One that is not mapped yet begins with the listing of its name.
 *
 * @param posted what was chosen before, by the ids of the units; empty for no listing.
 */
export function unitsPage(
  context: SignInContext,
  account: string,
  { units, listings, connection }: UnitsView,
  posted: ReadonlyMap<string, string>,
  refusal: string | null,
): Content {
  const { units: texts, rooms, busy } = context.texts
  const chosen = (unit: Unit) =>
    posted.get(unit.id) ?? connection?.rooms[unit.id] ?? namesake(unit, listings)?.id ?? ''
  const selects = units.map((unit) => {
    const current = chosen(unit)
    const name = `${unitField}${unit.id}`
    return html`<div class="field room">
<label for="${name}">${unit.name} <small>${rooms.guests(unit.maxGuests)}</small></label>
<select id="${name}" name="${name}" data-testid="${name}">
<option value="">${rooms.none}</option>
${listings.map(({ id, name: listing, city }) => html`<option value="${id}"${id === current && html` selected`}>${listing}, ${city}</option>\n`)}</select>
</div>`
  })
  return signInContent(context, {
    title: texts.title,
    ...signInSteps(context, 2),
    refusal,
    main: html`<p>${texts.lead(account)}</p>
${form(context, html`${selects}${decisionButton('map', 'map-units', rooms.map, 'main', busy.own)}`)}`,
  })
}

/** Asks once more whether no unit is to have a listing. */
export function unmatchedPage(context: SignInContext, account: string, backUrl: string): Content {
  const { units, busy } = context.texts
  const { title, text, back, go } = units.ask
  return signInContent(context, {
    title,
    ...signInSteps(context, 2),
    back: backLink(context, backUrl),
    refusal: null,
    main: html`<p data-testid="ask-unmapped">${text(account)}</p>
<p class="stacked"><a class="button main" data-testid="match-units" href="${backUrl}">${back}</a></p>
${form(context, decisionButton('unmapped', 'map-none', go, 'plain', busy.own))}`,
  })
}
