import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import type { AnyBody } from '../helpers/answers.js'
import { rootUrl } from '../helpers/project.js'

/** A part of the document that its readers want described. */
interface Part {
  readonly place: string
  /** What its description must not merely repeat. */
  readonly names: readonly string[]
  readonly description: unknown
}

const document = parse(await readFile(new URL('openapi.yaml', rootUrl), 'utf8'))
const operations = operationsOf(document)

function operationsOf({ paths }: AnyBody): readonly (readonly [string, AnyBody])[] {
  return Object.entries<AnyBody>(paths).flatMap(([path, methods]) =>
    Object.entries<AnyBody>(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )
}

/** Every part of a document that needs a description. What a reference points at is a part of its own. */
function partsOf({ info, tags, components, paths }: AnyBody): readonly Part[] {
  const { schemas, parameters, headers, securitySchemes } = components
  const named = Object.entries<AnyBody>({ ...parameters, ...headers, ...securitySchemes })
  return [
    part('the document', info.description, info.title),
    ...tags.map(({ name, description }: AnyBody) => part(`tag ${name}`, description, name)),
    ...named.map(([name, { description }]) => part(name, description, name)),
    ...Object.entries<AnyBody>(schemas).flatMap(([name, schema]) => [
      part(name, schema.description, name),
      ...fieldsWithin(schema, name),
    ]),
    ...operationsOf({ paths }).flatMap(([place, operation]) => partsOfOperation(place, operation)),
  ]
}

function partsOfOperation(place: string, operation: AnyBody): readonly Part[] {
  const { summary, description, parameters = [], requestBody, responses } = operation
  const own = <T extends { $ref?: string }>(all: readonly T[]) => all.filter(({ $ref }) => $ref === undefined)
  return [
    part(place, description, summary),
    ...own<AnyBody>(parameters).map(({ name, description }) => part(`${place} ?${name}`, description, name)),
    ...contentsOf(requestBody).flatMap((schema) => fieldsWithin(schema, `${place} body`)),
    ...own<AnyBody>(Object.values(responses)).flatMap((response) => [
      part(`${place} answer`, response.description, summary),
      ...contentsOf(response).flatMap((schema) => fieldsWithin(schema, `${place} answer`)),
    ]),
  ]
}

function contentsOf({ content = {} }: AnyBody = {}): readonly AnyBody[] {
  return Object.values<AnyBody>(content).map(({ schema }) => schema)
}

/** The fields of a schema at any depth. */
function fieldsWithin(schema: AnyBody, within: string): readonly Part[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, items, additionalProperties, anyOf = [] } = schema
  const own = Object.entries<AnyBody>(properties).flatMap(([name, field]) => {
    const place = `${within}.${name}`
    const isDescribed = field.$ref !== undefined && field.description === undefined
    return [...(isDescribed ? [] : [part(place, field.description, name)]), ...fieldsWithin(field, place)]
  })
  const inner = [items, additionalProperties, ...anyOf].flatMap((one) => fieldsWithin(one, `${within}[]`))
  return [...own, ...inner]
}

function part(place: string, description: unknown, ...names: readonly string[]): Part {
  return { place, names, description }
}

/** What a reader would miss in a description; nothing when it is good. */
function problemsOf({ names, description }: Part): readonly string[] {
  if (typeof description !== 'string') return ['has no description']
  const sentences = description.split(/(?<=\.)\s+/)
  const problems: readonly (readonly [boolean, string])[] = [
    [names.some((name) => lettersOf(name) === lettersOf(description)), 'only repeats its name'],
    [countWords(description) < 3, 'is too short'],
    [!/^[A-Z`]/.test(description), 'does not begin with a capital letter'],
    [!description.endsWith('.'), 'does not end with a full stop'],
    [sentences.some((sentence) => countWords(sentence) > 30), 'has a sentence of more than 30 words'],
    [/default response/i.test(description), 'is what the generator puts in'],
  ]
  return problems.filter(([isThere]) => isThere).map(([, problem]) => problem)
}

function gapsIn(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((one) => problemsOf(one).map((problem) => `${one.place} ${problem}`))
}

function countWords(text: string): number {
  return text.split(/\s+/).length
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z\d]/g, '')
}

t.test('every operation, parameter, field, header and answer is described', async (t) => {
  const parts = partsOf(document)
  t.ok(parts.length > 700)
  t.strictSame(gapsIn(parts), [])
})

t.test('every operation has a short summary of its own', async (t) => {
  const summaries = operations.map(([, { summary }]) => summary)
  t.strictSame(
    summaries.filter((summary, at) => summaries.indexOf(summary) !== at),
    [],
  )
  for (const summary of summaries) t.match(summary, /^[A-Z].{5,58}[^.]$/, summary)
})

t.test('every gap is found', async (t) => {
  const gapsAfter = (change: (document: AnyBody) => void) => {
    const copy = structuredClone(document)
    change(copy)
    return gapsIn(partsOf(copy))
  }
  const connect = (document: AnyBody) => document.paths['/v1/connect']
  const cases: readonly [string, (document: AnyBody) => void][] = [
    ['Pagination has no description', ({ components }) => delete components.schemas.Pagination.description],
    [
      'Error.error.fix has no description',
      ({ components }) => delete components.schemas.Error.properties.error.properties.fix.description,
    ],
    ['POST /v1/connect has no description', (all) => delete connect(all).post.description],
    ['GET /v1/connect ?limit has no description', (all) => delete connect(all).get.parameters[0].description],
    [
      'POST /v1/connect body.locale has no description',
      (all) => {
        const { schema } = connect(all).post.requestBody.content['application/json']
        delete schema.properties.locale.description
      },
    ],
    [
      'POST /v1/connect answer is what the generator puts in',
      (all) => {
        connect(all).post.responses[201].description = 'Default Response.'
      },
    ],
    [
      'Idempotency-Status has no description',
      ({ components }) => delete components.headers['Idempotency-Status'].description,
    ],
    [
      'Listing.name only repeats its name',
      ({ components }) => {
        components.schemas.Listing.properties.name.description = 'Name.'
      },
    ],
    [
      'Listing.name has a sentence of more than 30 words',
      ({ components }) => {
        components.schemas.Listing.properties.name.description = `A${' word'.repeat(30)}.`
      },
    ],
  ]
  for (const [gap, change] of cases) t.ok(gapsAfter(change).includes(gap), gap)
})
