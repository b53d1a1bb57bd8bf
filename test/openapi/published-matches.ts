import { type ApiVersion, apiVersions } from '../../src/versions/api-version.js'
import { compare, type Differences, forAnyProvider } from './compare.js'
import { differencesOf } from './differences-of.js'
import { pending } from './pending.js'
import { type Deliberate, deliberate } from './published-differences.js'
import { type Document, readDescribed } from './read-described.js'
import { readVersion } from './read-published.js'

const published = new Map(
  await Promise.all(
    apiVersions.map(async (version) => [version, (await readVersion(version)).operations] as const),
  ),
)

/** What newer versions add to a version: it is there in all versions, so it is no difference. */
const additions = new Map(
  apiVersions.map((version, at) => {
    const newer = apiVersions.slice(0, at).flatMap((one) => [...compareVersions(version, one)])
    const added = newer.filter(([, text]) => isAddition(text)).map(([place]) => forAnyProvider(place))
    return [version, new Set(added)]
  }),
)

/**
 * The differences between what a version publishes and a description of that version, but for what newer versions add.
 *
 * @param document the description, as it is committed or changed.
 */
export function differencesIn(version: ApiVersion, document: Document): Differences {
  const found = compare(of(published, version), readDescribed(document))
  const added = of(additions, version)
  return new Map([...found].filter(([place, text]) => !(isAddition(text) && added.has(place))))
}

/** The differences of a version that are meant to be, in lists with their reasons. */
export function deliberateIn(version: ApiVersion): readonly Deliberate[] {
  return [...deliberate, ...differencesOf[version]]
}

/** The differences of a version that are listed, by their place. */
export function listedIn(version: ApiVersion): readonly (readonly [place: string, text: string])[] {
  return [...deliberateIn(version), { differs: pending[version] }].flatMap(({ differs }) =>
    Object.entries(differs),
  )
}

function isAddition(text: string): boolean {
  return /^(?:absent|no body) → /.test(text)
}

function compareVersions(older: ApiVersion, newer: ApiVersion): Differences {
  return compare(of(published, older), of(published, newer))
}

function of<Value>(values: ReadonlyMap<ApiVersion, Value>, version: ApiVersion): Value {
  return values.get(version) as Value
}
