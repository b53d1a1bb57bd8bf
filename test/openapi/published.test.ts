import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import { apiVersions, descriptionName } from '../../src/versions/api-version.js'
import type { AnyBody } from '../helpers/answers.js'
import { rootUrl } from '../helpers/project.js'
import type { Differences } from './compare.js'
import { deliberateIn, differencesIn, listedIn } from './published-matches.js'
import type { Document } from './read-described.js'

const documents = await Promise.all(
  apiVersions.map(async (version) => {
    const text = await readFile(new URL(`${descriptionName(version)}.yaml`, rootUrl), 'utf8')
    return { version, document: parse(text) as Document }
  }),
)

for (const { version, document } of documents) {
  const found = differencesIn(version, document)
  const listed = listedIn(version)

  /** The key of the entry for a difference; of a status, also the entry of any operation. */
  const entryOf = (place: string, text: string): string | undefined => {
    const anywhere = place.replace(/^[A-Z]+ \S+ (\d+)$/, '* $1')
    return [place, anywhere].find((key) => listed.some(([listed, value]) => listed === key && value === text))
  }

  t.test(`every difference from what is published in ${version} is listed`, async (t) => {
    for (const [place, text] of found) t.ok(entryOf(place, text), `listed: '${place}': '${text}',`)
  })

  t.test(`every listed difference of ${version} exists, and has a reason`, async (t) => {
    const used = new Set([...found].map(([place, text]) => entryOf(place, text)))
    for (const [place, text] of listed) t.ok(used.has(place), `differs: '${place}': '${text}',`)
    t.equal(new Set(listed.map(([place]) => place)).size, listed.length, 'once each')
    for (const { reason, differs } of deliberateIn(version))
      t.match(reason, /^[A-Z].{15,}\.$/, Object.keys(differs).join())
  })
}

t.test('what a newer version adds is no difference of an older one, and what it changes is', async (t) => {
  const { document } = documents.find(({ version }) => version === '2026-07') as (typeof documents)[0]
  const copy = structuredClone<AnyBody>(document)
  const { Connection, ConnectSession, Property } = copy.components.schemas
  Connection.properties.fixUrl = { type: ['string', 'null'] }
  copy.paths['/v1/connect/resume'] = { get: { responses: { 302: {} } } }
  ConnectSession.properties.link = { type: 'string' }
  Property.properties.latitude.type = ['string', 'null']
  const before = differencesIn('2026-07', document)
  const after = [...differencesIn('2026-07', copy)].filter(([place, text]) => before.get(place) !== text)
  t.strictSame(after, [
    ['ConnectSession.link', 'absent → string'],
    ['Property.latitude', 'number | null → string | null'],
  ])
})

const { document } = documents[0] as (typeof documents)[0]
const found = differencesIn('2026-10', document)

/** The differences that a change of the document adds. */
function changed(change: (document: AnyBody, schemas: AnyBody) => void): Differences {
  const copy = structuredClone<AnyBody>(document)
  change(copy, copy.components.schemas)
  return new Map([...differencesIn('2026-10', copy)].filter(([place, text]) => found.get(place) !== text))
}

t.test('every way to break the contract is found', async (t) => {
  const breaks: readonly [string, (document: AnyBody, schemas: AnyBody) => void, Record<string, string>][] = [
    [
      'a renamed member',
      (_, { ConnectSession: { properties } }) => {
        properties.link = properties.url
        delete properties.url
      },
      { 'ConnectSession.url': 'string → absent', 'ConnectSession.link': 'absent → string' },
    ],
    [
      'another type',
      (_, { MapConnectBookingRoomsResponse: { properties } }) => {
        properties.mapped.type = 'string'
      },
      { 'MapConnectBookingRoomsResponse.mapped': 'integer → string' },
    ],
    [
      'a member that may be missing',
      (_, { BookingVerifyHotelResponse: schema }) => {
        schema.required = schema.required.filter((name: string) => name !== 'valid')
      },
      { 'BookingVerifyHotelResponse.valid': 'boolean → optional boolean' },
    ],
    [
      'a null that is not allowed, deep inside',
      (_, { Connection: { properties } }) => {
        properties.host.properties.displayName.type = 'string'
      },
      { 'ConnectHost.displayName': 'string | null → string' },
    ],
    [
      'an instant that is any string',
      (_, { Property: { properties } }) => {
        delete properties.createdAt.format
      },
      { 'Property.createdAt': 'date-time → string' },
    ],
    [
      'a value more',
      (_, { ConnectProvider: { properties } }) => properties.category.enum.push('crm'),
      { 'ConnectProvider.category': 'enum(ota, pms) → enum(crm, ota, pms)' },
    ],
    [
      'items of another type',
      (_, { ConnectProvider: { properties } }) => {
        properties.aliases.items.type = 'integer'
      },
      {
        'ConnectProvider.aliases': 'string[] | null → integer[]',
        'ConnectProvider.aliases[]': 'string → integer',
      },
    ],
    [
      'an object of anything',
      (_, { ConnectionListResponse: { properties } }) => {
        properties.pagination = { type: 'object' }
      },
      { 'ConnectionListResponse.pagination': 'Pagination → any object' },
    ],
    [
      'a body that is asked for more',
      ({ paths }) => {
        paths['/v1/connect/{provider}'].post.requestBody.required = true
        paths['/v1/connect'].post.requestBody.content['application/json'].schema.required.push('state')
      },
      {
        'POST /v1/connect body.state': 'optional string | null → string | null',
        'POST /v1/connect/{provider} body': 'optional object → object',
      },
    ],
    [
      'a query parameter of another type',
      ({ paths }) => {
        const [parameter] = paths['/v1/connect/booking/rooms'].get.parameters
        parameter.schema.type = 'integer'
      },
      { 'GET /v1/connect/booking/rooms ?sessionId': 'string → integer' },
    ],
    [
      'an error that is not declared, and another success',
      ({ paths }) => {
        const { responses } = paths['/v1/connect/booking/verify'].post
        responses[202] = responses[200]
        delete responses[200]
        delete responses[412]
      },
      {
        'POST /v1/connect/booking/verify status': '200 → 202',
        'POST /v1/connect/booking/verify 412': 'Error → absent',
      },
    ],
    [
      'an operation that is gone',
      ({ paths }) => {
        paths['/v1/connect'].put = paths['/v1/connect'].get
        delete paths['/v1/connect'].get
      },
      { 'GET /v1/connect': 'operation → absent', 'PUT /v1/connect': 'absent → operation' },
    ],
  ]
  for (const [name, change, differs] of breaks)
    t.strictSame(Object.fromEntries(changed(change)), differs, name)
})
