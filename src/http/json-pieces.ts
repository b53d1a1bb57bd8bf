import type { Steps } from '../lib/steps.js'

/** About so many characters are in one piece. */
const pieceLength = 32 * 1024

/**
 * Writes JSON as `JSON.stringify` does, in pieces: the members of the outer lists and objects one after the other.
 *
 * @param depth how many lists or objects within each other are taken apart.
 */
export function* jsonSteps(value: unknown, depth: number): Steps<Buffer[]> {
  const pieces: Buffer[] = []
  let text = ''
  const write = (more: string) => {
    text += more
    if (text.length < pieceLength) return
    pieces.push(Buffer.from(text))
    text = ''
  }
  yield* writeSteps(value, depth, write)
  pieces.push(Buffer.from(text))
  return pieces
}

function* writeSteps(value: unknown, depth: number, write: (text: string) => void): Steps<void> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    write(JSON.stringify(value))
    yield
    return
  }
  const isList = Array.isArray(value)
  let isFirst = true
  write(isList ? '[' : '{')
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    write(`${isFirst ? '' : ','}${isList ? '' : `${JSON.stringify(name)}:`}`)
    isFirst = false
    yield* writeSteps(member, depth - 1, write)
  }
  write(isList ? ']' : '}')
}
