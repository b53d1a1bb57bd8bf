import type { Hotel, Room } from '../booking/model.js'
import type { RoomMappingItem, RoomsView } from '../booking/service.js'
import type { ApiError } from '../errors/api-error.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText, type Visit } from './flow.js'
import { backLink, checkedForm, checklist, decisionButton, form, sandboxHint, textField } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import type { Progress } from './progress.js'
import type { Form } from './request.js'
import { pollScript } from './scripts.js'
import { signInUrlOf } from './sign-in.js'
import { linkTo } from './sign-in-pages.js'
import { pollWithoutScript, waiting } from './waiting.js'

/** claim: the host designates Repull, names the hotel, and maps its rooms once they are imported. */
export function claimFlow({ booking }: FlowDeps): Flow {
  /** Whether a form has rooms of the hotel and a listing for none of them. */
  const mapsNothing = async (visit: Visit, mapping: readonly RoomMappingItem[]) => {
    if (mapping.length === 0 || mapping.some(({ listingId }) => listingId !== null)) return false
    const { hotel } = await booking.look(visit)
    return mapping.every(({ roomId }) => hotel.rooms.some(({ id }) => id === roomId))
  }
  return {
    async show(visit, refusal) {
      if (visit.step === 'hotel') {
        const hotelId = visit.form.get('hotelId') ?? ''
        return hotelPage(visit, hotelId, visit.address(null), hotelErrors(visit, refusal))
      }
      const why = refusalText(visit, refusal)
      if (visit.session.claim === null) return designationPage(visit, why, signInUrlOf(visit))
      const view = refusal ? await booking.look(visit) : await booking.rooms(visit)
      if (view.status === 'importing') return importingPage(visit, view.hotel)
      if (visit.step === 'unmapped' && refusal === null)
        return unmappedPage(visit, view.hotel, visit.address(null))
      const posted = mappingIn(visit.form).map(({ roomId, listingId }) => [roomId, listingId ?? null])
      const mapping = { ...view.mapping, ...Object.fromEntries(posted) }
      return roomsPage(visit, { ...view, mapping }, visit.address('hotel'), why)
    },
    decisions: {
      designated: 'hotel',
      verify: (visit) => booking.verify(visit, (visit.form.get('hotelId') ?? '').trim()),
      map: async (visit) => {
        const mapping = mappingIn(visit.form)
        return (await mapsNothing(visit, mapping)) ? 'unmapped' : booking.mapRooms(visit, mapping)
      },
      unmapped: (visit) => booking.mapRooms(visit, []),
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
export function designationPage(
  context: FlowContext,
  refusal: string | null,
  signInUrl: string | null = null,
): Content {
  const { designation, checklist: list, busy, signIn } = context.texts
  const finish = decisionButton('designated', 'designation-done', list.allDone, 'main', busy.own)
  return flowContent(context, {
    title: designation.title,
    ...stepsOf(context, 0),
    refusal,
    main: html`<p>${designation.lead}</p>
${checkedForm(context, html`${checklist(context, designation.steps)}${finish}`)}
${signInUrl !== null && linkTo(signInUrl, 'sign-in-link', signIn.extranetLink)}`,
  })
}

/** The second step: the host names the hotel. */
export function hotelPage(
  context: FlowContext,
  hotelId: string,
  backUrl: string,
  errors: HotelErrors,
): Content {
  const { texts, provider } = context
  const { hotel, fields, busy } = texts
  const field = textField({
    name: 'hotelId',
    label: fields.hotelId,
    type: 'text',
    value: hotelId,
    hint: hotel.hint,
    error: errors.field,
    testId: 'hotel-id',
    isNumeric: true,
  })
  const verify = decisionButton(
    'verify',
    'verify-hotel',
    hotel.verify,
    'main',
    busy.provider(provider.displayName),
  )
  return flowContent(context, {
    title: hotel.title,
    ...stepsOf(context, 1),
    back: backLink(context, backUrl),
    refusal: errors.whole,
    main: html`<p>${hotel.lead}</p>
${form(context, html`${field}${verify}`)}
${sandboxHint(texts, hotel.sandbox)}`,
  })
}

/** Shown while the rooms of a claimed hotel are imported; it asks for itself again. */
export function importingPage(context: FlowContext, hotel: Hotel): Content {
  const { title, lead, next } = context.texts.importing
  return {
    ...flowContent(context, {
      title,
      ...stepsOf(context, 2),
      refusal: null,
      main: waiting('importing', lead(hotel.name), next),
    }),
    script: pollScript,
    withoutScript: pollWithoutScript,
  }
}

/** The last step: the host says which listing each room is. */
export function roomsPage(
  context: FlowContext,
  { hotel, mapping, listings }: RoomsView,
  anotherUrl: string,
  refusal: string | null,
): Content {
  const { rooms: texts, hotel: hotelTexts, busy } = context.texts
  const option = (room: Room) => (listing: RoomsView['listings'][number]) =>
    html`<option value="${listing.id}"${mapping[room.id] === listing.id && html` selected`}>${listing.name}, ${listing.city}</option>\n`
  const selects = hotel.rooms.map(
    (room) => html`<div class="field room">
<label for="room-${room.id}">${room.name} <small>${texts.guests(room.maxGuests)}</small></label>
<select id="room-${room.id}" name="room-${room.id}" data-testid="room-${room.id}">
<option value="">${texts.none}</option>
${listings.map(option(room))}</select>
</div>`,
  )
  return flowContent(context, {
    title: texts.title(hotel.name),
    ...stepsOf(context, 2),
    back: backLink(context, anotherUrl, hotelTexts.another),
    refusal,
    main: html`<p>${texts.lead}</p>
${form(context, html`${selects}${decisionButton('map', 'map-rooms', texts.map, 'main', busy.own)}`)}`,
  })
}

/** Asks once more whether no room is to have a listing. */
export function unmappedPage(context: FlowContext, hotel: Hotel, backUrl: string): Content {
  const { rooms, busy } = context.texts
  const { title, text, back, go } = rooms.ask
  return flowContent(context, {
    title,
    ...stepsOf(context, 2),
    back: backLink(context, backUrl),
    refusal: null,
    main: html`<p data-testid="ask-unmapped">${text(hotel.name)}</p>
<p class="stacked"><a class="button main" data-testid="match-rooms" href="${backUrl}">${back}</a></p>
${form(context, decisionButton('unmapped', 'map-none', go, 'plain', busy.own))}`,
  })
}

function stepsOf({ texts: { designation, hotel, rooms } }: FlowContext, at: number): Progress {
  return { steps: [designation.step, hotel.step, rooms.step], at }
}
