import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import type { KeptWebhooks } from '../webhooks/webhook-snapshot.js'
import type { KeptWebhooks as Wire } from './webhook-schema.js'

type Times<T> = { readonly [Name in keyof T]: Name extends `${string}At` ? InstantOf<T[Name]> : T[Name] }
type InstantOf<T> = T extends null ? null : T extends number ? string : number

/** The webhooks of a snapshot as they leave the server: times as texts. */
export function presentWebhooks({ webhooks, deliveries, due }: KeptWebhooks): Static<typeof Wire> {
  return {
    webhooks: webhooks.map(({ events, ...rest }) => ({ ...texts(rest), events: [...events] })),
    deliveries: deliveries.map(({ event, requestHeaders, responseHeaders, ...rest }) => ({
      ...texts(rest),
      event: { ...texts(event), data: { ...event.data } },
      requestHeaders: { ...requestHeaders },
      responseHeaders: responseHeaders && { ...responseHeaders },
    })),
    due: due.map(({ event, ...rest }) => ({
      ...texts(rest),
      event: { ...texts(event), data: { ...event.data } },
    })),
  }
}

/** The same as they came back. */
export function readWebhooks({ webhooks, deliveries, due }: Static<typeof Wire>): KeptWebhooks {
  return {
    webhooks: webhooks.map(numbers),
    deliveries: deliveries.map(({ event, ...rest }) => ({ ...numbers(rest), event: numbers(event) })),
    due: due.map(({ event, ...rest }) => ({ ...numbers(rest), event: numbers(event) })),
  }
}

/** Every instant, a member whose name ends in `At`, as a text. */
function texts<T extends object>(record: T): Times<T> {
  return mapTimes(record, (value) => isoTime(value as number))
}

/** Every instant in epoch milliseconds. */
function numbers<T extends object>(record: T): Times<T> {
  return mapTimes(record, (value) => Date.parse(value as string))
}

function mapTimes<T extends object>(record: T, read: (value: unknown) => unknown): Times<T> {
  const entries = Object.entries(record).map(([name, value]): [string, unknown] => [
    name,
    name.endsWith('At') && value !== null ? read(value) : value,
  ])
  return Object.fromEntries(entries) as Times<T>
}
