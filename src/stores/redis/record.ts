/** A record and its place in the order of its kind. */
export interface Placed<Value> {
  readonly value: Value
  readonly position: number
}

/**
 * Reads a record as scripts keep them: version, position and JSON, with a space between. Scripts compare the first two and
 * never read the JSON, because Lua would not write it again as it was.
 *
 * @example readRecord('2 7 {"id":"a"}') // { value: { id: 'a' }, position: 7 }
 */
export function readRecord<Value>(text: string): Placed<Value> {
  const afterVersion = text.indexOf(' ') + 1
  const afterPosition = text.indexOf(' ', afterVersion) + 1
  return {
    value: JSON.parse(text.slice(afterPosition)) as Value,
    position: Number(text.slice(afterVersion, afterPosition)),
  }
}

/** Records in the order of their positions. */
export function readRecords<Value>(texts: readonly string[]): readonly Placed<Value>[] {
  return texts.map((text) => readRecord<Value>(text)).sort((a, b) => a.position - b.position)
}

/** The same for scripts: `split` reads the version and the position of a record, `join` writes one. */
export const luaRecord = `
local function split(record)
  local version, position = string.match(record, '^(%d+) (%d+) ')
  return tonumber(version), position
end
local function join(version, position, json) return version .. ' ' .. position .. ' ' .. json end
`

interface Versioned {
  readonly id: string
  readonly version: number
}

/** What a script needs of a record to give it a place: its id, its version and its JSON. */
export function writeRecord(value: Versioned): readonly string[] {
  return [value.id, String(value.version), JSON.stringify(value)]
}

/** What a script needs of a record that has its place. */
export function writePlaced(value: Versioned, position: number): readonly string[] {
  return [value.id, String(value.version), String(position), JSON.stringify(value)]
}
