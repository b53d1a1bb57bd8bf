import type { Hotel, Room } from '../booking/model.js'
import type { RoomsView } from '../booking/service.js'
import type { Provider } from '../providers/providers.js'
import { alert, cancelForm, checklist, decisionButton, type FormContext, form, textField } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { pollScript } from './scripts.js'

/** How long a page waits before it asks for the rooms again, in milliseconds. */
const pollMs = 2000

/** The first step of a claim: the host designates Repull in the Extranet. */
export function designationPage(context: FormContext, provider: Provider, refusal: string | null): Content {
  const { designation } = context.texts
  return {
    title: designation.title,
    provider,
    main: html`${alert(refusal)}
<p>${designation.lead}</p>
${checklist(designation.steps)}
${form(context, decisionButton('designated', 'designation-done', designation.done, 'main'))}
${cancelForm(context)}`,
  }
}

/** The second step: the host names the hotel. */
export function hotelPage(
  context: FormContext,
  provider: Provider,
  hotelId: string,
  backUrl: string,
  errors: { readonly field: string | null; readonly whole: string | null },
): Content {
  const { hotel, back } = context.texts
  const field = textField({
    name: 'hotelId',
    label: hotel.label,
    type: 'text',
    value: hotelId,
    hint: hotel.hint,
    error: errors.field,
    testId: 'hotel-id',
  })
  return {
    title: hotel.title,
    provider,
    main: html`${alert(errors.whole)}
${form(context, html`${field}${decisionButton('verify', 'verify-hotel', hotel.verify, 'main')}`)}
<p class="link"><a href="${backUrl}">${back}</a></p>
${cancelForm(context)}`,
  }
}

/** Shown while the rooms of a claimed hotel are imported; it asks for itself again. */
export function importingPage(context: FormContext, provider: Provider, hotel: Hotel): Content {
  const { importing } = context.texts
  return {
    title: importing.title,
    provider,
    main: html`<p class="waiting" role="status" data-testid="importing" data-poll-ms="${pollMs}">${importing.lead(hotel.name)}</p>
${cancelForm(context)}`,
    script: pollScript,
    withoutScript: html`<meta http-equiv="refresh" content="${pollMs / 1000}">`,
  }
}

/** The last step: the host says which listing each room is. */
export function roomsPage(
  context: FormContext,
  provider: Provider,
  { hotel, mapping, listings }: RoomsView,
  anotherUrl: string,
  refusal: string | null,
): Content {
  const { rooms: texts, hotel: hotelTexts } = context.texts
  const option = (room: Room) => (listing: RoomsView['listings'][number]) =>
    html`<option value="${listing.id}"${mapping[room.id] === listing.id && html` selected`}>${listing.name}, ${listing.city}</option>\n`
  const selects = hotel.rooms.map(
    (room) => html`<div class="field">
<label for="room-${room.id}">${room.name}, ${texts.guests(room.maxGuests)}</label>
<select id="room-${room.id}" name="room-${room.id}" data-testid="room-${room.id}">
<option value="">${texts.none}</option>
${listings.map(option(room))}</select>
</div>`,
  )
  return {
    title: texts.title(hotel.name),
    provider,
    main: html`${alert(refusal)}
<p>${texts.lead}</p>
${form(context, html`${selects}${decisionButton('map', 'map-rooms', texts.map, 'main')}`)}
<p class="link"><a href="${anotherUrl}">${hotelTexts.another}</a></p>
${cancelForm(context)}`,
  }
}
