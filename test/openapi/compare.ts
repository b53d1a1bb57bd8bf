import {
  keyOf,
  type Member,
  type Members,
  type Operation,
  type Operations,
  type Shape,
  textOf,
} from './shape.js'

/** Differences by their place: `Connection.provider`, or `DELETE /v1/connect/{provider} answer`. */
export type Differences = ReadonlyMap<string, string>

/** Whether a client reads a member, or sends it. */
type Side = 'answer' | 'body'

const absent = 'absent'

/**
 * The differences between an API and what is published, as `published → described`: what it lacks and what it has in
 * addition. A member may be required in answers only here, and optional in requests only here; that is no difference.
 *
 * The place of a member in a published schema with a name begins with that name.
 */
export function compare(published: Operations, described: Operations): Differences {
  const found = new Map<string, string>()
  const met = new Set<Operation>()
  for (const [key, operation] of published) {
    const ours = counterpart(described, key)
    if (ours) compareOperations(operation, ours)
    else found.set(operation.spelling, `operation → ${absent}`)
    if (ours) met.add(ours)
  }
  for (const operation of described.values()) {
    if (!met.has(operation)) found.set(operation.spelling, `${absent} → operation`)
  }
  return found

  function note(at: string, published: string, ours: string): void {
    if (published !== ours) found.set(at, `${published} → ${ours}`)
  }

  function compareOperations(published: Operation, ours: Operation): void {
    const at = published.spelling
    if (keyOf(published.spelling) === keyOf(ours.spelling))
      note(`${at} spelling`, published.spelling, ours.spelling)
    note(`${at} status`, String(published.status), String(ours.status))
    compareParts(published.answer, ours.answer, `${at} answer`, 'answer')
    for (const status of new Set([...published.others.keys(), ...ours.others.keys()])) {
      compareStatus(status, published, ours)
    }
    compareMembers(published.query, ours.query, `${at} ?`, 'body')
    if (published.body && ours.body) compareMember(published.body, ours.body, `${at} body`, 'body')
    else note(`${at} body`, memberText(published.body), memberText(ours.body))
  }

  function compareStatus(status: number, published: Operation, ours: Operation): void {
    const at = `${published.spelling} ${status}`
    if (published.others.has(status) && ours.others.has(status)) {
      compareParts(published.others.get(status), ours.others.get(status), at, 'answer')
    } else {
      const texts = [published, ours].map(({ others }) =>
        others.has(status) ? partText(others.get(status)) : absent,
      )
      note(at, ...(texts as [string, string]))
    }
  }

  function compareParts(published: Shape | undefined, ours: Shape | undefined, at: string, side: Side): void {
    if (published && ours) compareShapes(published, ours, at, side)
    else note(at, partText(published), partText(ours))
  }

  function compareMembers(published: Members, ours: Members, prefix: string, side: Side): void {
    for (const [name, member] of published) {
      const own = ours.get(name)
      if (own) compareMember(member, own, prefix + name, side)
      else note(prefix + name, memberText(member), absent)
    }
    for (const [name, member] of ours) {
      if (!published.has(name)) note(prefix + name, absent, textOf(member.shape))
    }
  }

  function compareMember(published: Member, ours: Member, at: string, side: Side): void {
    const mustRead = side === 'answer' && published.isRequired && !ours.isRequired
    const mustSend = side === 'body' && !published.isRequired && ours.isRequired
    compareShapes(published.shape, ours.shape, at, side)
    if (mustRead || mustSend) found.set(at, `${memberText(published)} → ${memberText(ours)}`)
  }

  function compareShapes(published: Shape, ours: Shape, at: string, side: Side): void {
    const isSame = published.kind === ours.kind && published.isNullable === ours.isNullable
    if (!isSame) note(at, textOf(published), textOf(ours))
    if (published.item && ours.item) compareShapes(published.item, ours.item, `${at}[]`, side)
    for (const variant of published.variants ?? []) {
      const own = ours.variants?.find(({ name }) => name === variant.name)
      if (own) compareShapes(variant, own, variant.name ?? at, side)
    }
    if (!published.members || ours.kind !== 'object') return
    if (ours.members) compareMembers(published.members, ours.members, `${published.name ?? at}.`, side)
    else note(at, textOf(published), 'any object')
  }
}

/** The operation with a key, or the one for any provider where the key names one. */
export function counterpart<Value>(operations: ReadonlyMap<string, Value>, key: string): Value | undefined {
  return operations.get(key) ?? operations.get(keyOf(forAnyProvider(key)))
}

/** @example forAnyProvider('POST /v1/connect/vrbo/credentials') // 'POST /v1/connect/{provider}/credentials' */
export function forAnyProvider(spelling: string): string {
  return spelling.replace(/(?<= \/v1\/connect\/)[\w-]+(?=\/credentials$)/, '{provider}')
}

function partText(shape: Shape | undefined): string {
  return shape ? textOf(shape) : 'no body'
}

function memberText(member: Member | undefined): string {
  if (!member) return absent
  return member.isRequired ? textOf(member.shape) : `optional ${textOf(member.shape)}`
}
