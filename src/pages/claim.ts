import type { Hotel, Room } from '../booking/model.js'
import type { RoomMappingItem, RoomsView } from '../booking/service.js'
import type { ApiError } from '../errors/api-error.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText, type Visit } from './flow.js'
import { checklist, decisionButton, form, textField } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import type { Form } from './request.js'
import { pollScript } from './scripts.js'

/** claim: the host designates Repull, names the hotel, and maps its rooms once they are imported. */
export function claimFlow({ booking }: FlowDeps): Flow {
  return {
    async show(visit, refusal) {
      if (visit.step === 'hotel') {
        const hotelId = visit.form.get('hotelId') ?? ''
        return hotelPage(visit, hotelId, visit.address(null), hotelErrors(visit, refusal))
      }
      const why = refusalText(visit, refusal)
      if (visit.session.claim === null) return designationPage(visit, why)
      const view = refusal ? await booking.look(visit) : await booking.rooms(visit)
      if (view.status === 'importing') return importingPage(visit, view.hotel)
      const posted = mappingIn(visit.form).map(({ roomId, listingId }) => [roomId, listingId ?? null])
      const mapping = { ...view.mapping, ...Object.fromEntries(posted) }
      return roomsPage(visit, { ...view, mapping }, visit.address('hotel'), why)
    },
    decisions: {
      designated: 'hotel',
      verify: (visit) => booking.verify(visit, (visit.form.get('hotelId') ?? '').trim()),
      map: (visit) => booking.mapRooms(visit, mappingIn(visit.form)),
    },
  }
}

const roomField = 'room-'

function mappingIn(form: Form): readonly RoomMappingItem[] {
  return [...form]
    .filter(([name]) => name.startsWith(roomField))
    .map(([name, listingId]) => ({ roomId: name.slice(roomField.length), listingId: listingId || null }))
}

interface HotelErrors {
  readonly field: string | null
  readonly whole: string | null
}

/** What is wrong with the hotel stands beside its field, what is wrong with Booking.com above the form. */
function hotelErrors(visit: Visit, refusal: ApiError | null): HotelErrors {
  if (refusal?.details.field === 'hotelId') return { field: visit.texts.refusals.hotelId, whole: null }
  const text = refusalText(visit, refusal)
  return refusal?.code === 'designation_pending' ? { field: text, whole: null } : { field: null, whole: text }
}

/** The first step of a claim: the host designates Repull in the Extranet. */
export function designationPage(context: FlowContext, refusal: string | null): Content {
  const { designation, allDone } = context.texts
  const { title, lead, steps } = designation
  return flowContent(context, {
    title,
    refusal,
    main: html`<p>${lead}</p>
${checklist(steps)}
${form(context, decisionButton('designated', 'designation-done', allDone, 'main'))}`,
  })
}

/** The second step: the host names the hotel. */
export function hotelPage(
  context: FlowContext,
  hotelId: string,
  backUrl: string,
  errors: HotelErrors,
): Content {
  const { hotel, credentials, back } = context.texts
  const field = textField({
    name: 'hotelId',
    label: credentials.fields.hotelId,
    type: 'text',
    value: hotelId,
    hint: hotel.hint,
    error: errors.field,
    testId: 'hotel-id',
  })
  return flowContent(context, {
    title: hotel.title,
    refusal: errors.whole,
    main: html`${form(context, html`${field}${decisionButton('verify', 'verify-hotel', hotel.verify, 'main')}`)}
<p class="link"><a href="${backUrl}">${back}</a></p>`,
  })
}

/** How long a page waits before it asks for the rooms again, in milliseconds. */
const pollMs = 2000

/** Shown while the rooms of a claimed hotel are imported; it asks for itself again. */
export function importingPage(context: FlowContext, hotel: Hotel): Content {
  const { title, lead } = context.texts.importing
  const main = html`<p class="waiting" role="status" data-testid="importing" data-poll-ms="${pollMs}">${lead(hotel.name)}</p>`
  return {
    ...flowContent(context, { title, refusal: null, main }),
    script: pollScript,
    withoutScript: html`<meta http-equiv="refresh" content="${pollMs / 1000}">`,
  }
}

/** The last step: the host says which listing each room is. */
export function roomsPage(
  context: FlowContext,
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
  return flowContent(context, {
    title: texts.title(hotel.name),
    refusal,
    main: html`<p>${texts.lead}</p>
${form(context, html`${selects}${decisionButton('map', 'map-rooms', texts.map, 'main')}`)}
<p class="link"><a href="${anotherUrl}">${hotelTexts.another}</a></p>`,
  })
}
