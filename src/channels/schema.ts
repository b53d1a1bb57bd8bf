import { providers } from '../providers/providers.js'

/** Where reservations come from (published OpenAPI, `Reservation.source`). */
export const sources = ['airbnb', 'booking.com', 'vrbo', 'direct', 'website', 'owner', 'other'] as const

const slugs = providers.filter(({ category }) => category === 'ota').map(({ id }) => id)

/** What lists take for a channel. Others are refused, because an empty list would make a misspelt one look right. */
export const channelNames = [...new Set<string>([...slugs, ...sources])]
