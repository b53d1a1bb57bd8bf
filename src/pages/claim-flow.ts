import type { RoomMappingItem } from '../booking/service.js'
import type { ApiError } from '../errors/api-error.js'
import { designationPage, hotelPage, importingPage, roomsPage } from './claim-pages.js'
import type { Flow, FlowDeps } from './flow.js'
import type { Form } from './form-body.js'
import { refusalText } from './refusal.js'
import type { Visit } from './visit.js'

/** claim: the host designates Repull, names the hotel, and maps its rooms once they are there. */
export function claimFlow({ booking }: FlowDeps): Flow {
  return {
    async show(visit, refusal) {
      const { held, provider, step, context, address } = visit
      if (step === 'hotel') {
        const hotelId = visit.form.get('hotelId') ?? ''
        return hotelPage(context, provider, hotelId, address(null), hotelErrors(visit, refusal))
      }
      const why = refusal && refusalText(context.texts, provider, refusal)
      if (held.session.claim === null) return designationPage(context, provider, why)
      const view = refusal ? await booking.look(held) : await booking.rooms(held)
      if (view.status === 'importing') return importingPage(context, provider, view.hotel)
      const posted = Object.fromEntries(
        mappingIn(visit.form).map(({ roomId, listingId }) => [roomId, listingId ?? null]),
      )
      const mapping = { ...view.mapping, ...posted }
      return roomsPage(context, provider, { ...view, mapping }, address('hotel'), why)
    },
    steps: { designated: 'hotel' },
    decisions: {
      verify: ({ held, form }) => booking.verify(held, (form.get('hotelId') ?? '').trim()),
      map: ({ held, form }) => booking.mapRooms(held, mappingIn(form)),
    },
  }
}

const roomField = 'room-'

function mappingIn(form: Form): readonly RoomMappingItem[] {
  return [...form]
    .filter(([name]) => name.startsWith(roomField))
    .map(([name, listingId]) => ({ roomId: name.slice(roomField.length), listingId: listingId || null }))
}

/** What is wrong with the hotel stands beside its field, what is wrong with Booking.com above the form. */
function hotelErrors({ provider, context: { texts } }: Visit, refusal: ApiError | null) {
  if (refusal === null) return { field: null, whole: null }
  if (refusal.details.field === 'hotelId') return { field: texts.refusals.hotelId, whole: null }
  const text = refusalText(texts, provider, refusal)
  return refusal.code === 'designation_pending' ? { field: text, whole: null } : { field: null, whole: text }
}
