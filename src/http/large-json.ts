import { isUtf8 } from 'node:buffer'
import { parse } from 'secure-json-parse'
import type { Steps } from '../lib/steps.js'

/** How large a JSON text may be in what it holds. */
export interface JsonLimits {
  /** Lists and objects within each other. */
  readonly maxDepth: number
  /** Items of one list, or members of one object. */
  readonly maxItems: number
  /** Items, members, lists and objects of the whole. */
  readonly maxValues: number
  /** Bytes of one value that has no parts, or only small ones. */
  readonly maxValueBytes: number
}

/** Why a text was not taken: its JSON is not valid, or it goes beyond a limit. */
export class LargeJsonError extends Error {
  readonly limit: keyof JsonLimits | null

  constructor(limit: keyof JsonLimits | null) {
    super(limit === null ? 'it is not valid JSON in UTF-8' : `it goes beyond ${limit}`)
    this.limit = limit
  }
}

/** A list or an object that is being read. */
interface Frame {
  readonly isList: boolean
  /** Where its text begins, behind the bracket. */
  readonly startAt: number
  /** What was read of it; null as long as it is small enough to be read at once, with what it is in. */
  value: unknown[] | Record<string, unknown> | null
  /** Where the text begins that was not read yet. */
  runAt: number
  /** Where the present member begins. */
  memberAt: number
  /** The number of the present member, from 1. */
  count: number
  /** The name of the present member, when that is read for itself. */
  key: string
  /** Where the present member ended that was read for itself; null for others. */
  endAt: number | null
}

/** So many bytes are read at once. */
const runBytes = 64 * 1024
/** So many bytes are looked at in one step. */
const stepBytes = 16 * 1024

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Parses JSON as `secure-json-parse` does, in steps: a large list or object is read some members at a time.
 *
 * @throws {LargeJsonError} for a text that is no JSON, or goes beyond a limit, as soon as that is known.
 */
export function parseSteps(text: Buffer, limits: JsonLimits): Steps<unknown> {
  return new Reader(text, limits).read()
}

class Reader {
  readonly #text: Buffer
  readonly #limits: JsonLimits
  /** The first one stands for a list around the whole text. */
  readonly #frames: Frame[] = [frameAt(true, 0)]
  #values = 0

  constructor(text: Buffer, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  *read(): Steps<unknown> {
    const text = this.#text
    if (!isUtf8(text)) refuse()
    let isInString = false
    let pauseAt = 0
    for (let at = 0; at < text.length; at++) {
      if (at >= pauseAt) {
        yield
        pauseAt = at + stepBytes
      }
      const byte = text[at]
      if (isInString) {
        if (byte === backslash) at++
        else if (byte === quote) isInString = false
      } else if (byte === quote) isInString = true
      else if (byte === comma) this.#endMember(at)
      else if (byte === openList || byte === openObject) this.#open(byte === openList, at + 1)
      else if (byte === closeList || byte === closeObject) this.#close(byte === closeList, at)
    }
    const [whole, ...others] = this.#frames as [Frame]
    if (isInString || others.length > 0) refuse()
    this.#checkMember(whole, text.length)
    this.#start(0)
    this.#finish(whole, text.length)
    const values = whole.value as unknown[]
    if (values.length !== 1) refuse()
    return values[0]
  }

  #open(isList: boolean, at: number): void {
    this.#count()
    if (this.#frames.length > this.#limits.maxDepth) refuse('maxDepth')
    this.#frames.push(frameAt(isList, at))
  }

  #endMember(at: number): void {
    const frame = this.#frames.at(-1) as Frame
    this.#count()
    if (++frame.count > this.#limits.maxItems) refuse('maxItems')
    this.#checkMember(frame, at)
    if (frame.endAt !== null) {
      this.#requireBlank(frame.endAt, at)
      frame.endAt = null
      frame.runAt = at + 1
    } else if (at - frame.runAt > runBytes) {
      this.#start(this.#frames.length - 1)
      this.#add(frame, at)
      frame.runAt = at + 1
    }
    frame.memberAt = at + 1
  }

  #close(isList: boolean, at: number): void {
    const frame = this.#frames.at(-1) as Frame
    if (this.#frames.length === 1 || frame.isList !== isList) refuse()
    this.#checkMember(frame, at)
    this.#frames.pop()
    if (frame.value === null) return
    this.#finish(frame, at)
    const parent = this.#frames.at(-1) as Frame
    if (parent.isList) (parent.value as unknown[]).push(frame.value)
    else (parent.value as Record<string, unknown>)[parent.key] = frame.value
    parent.endAt = at + 1
  }

  /** Begins to read a list or an object for itself, and what it is in. */
  #start(index: number): void {
    const frame = this.#frames[index] as Frame
    if (frame.value !== null) return
    frame.value = frame.isList ? [] : {}
    if (index === 0) return
    this.#start(index - 1)
    const parent = this.#frames[index - 1] as Frame
    if (parent.endAt !== null) refuse()
    this.#checkSize(parent.memberAt, frame.startAt)
    if (parent.memberAt > parent.runAt) this.#add(parent, parent.memberAt - 1)
    const endAt = frame.startAt - 1
    if (parent.isList) this.#requireBlank(parent.memberAt, endAt)
    else parent.key = this.#nameBefore(parent.memberAt, endAt)
  }

  #finish(frame: Frame, at: number): void {
    if (frame.endAt === null) this.#add(frame, at)
    else this.#requireBlank(frame.endAt, at)
  }

  /** Reads the members from where the reading stopped. */
  #add(frame: Frame, endAt: number): void {
    const text = this.#text.toString('utf8', frame.runAt, endAt)
    const read = parsed(frame.isList ? `[${text}]` : `{${text}}`) as object
    const members = Object.entries(read)
    if (members.length === 0) refuse()
    if (frame.isList) for (const item of read as unknown[]) (frame.value as unknown[]).push(item)
    else Object.assign(frame.value as object, read)
  }

  #nameBefore(fromAt: number, endAt: number): string {
    // A list goes with nothing in front of it but a name; a digit would continue a number.
    const named = parsed(`{${this.#text.toString('utf8', fromAt, endAt)}[]}`) as object
    return Object.keys(named)[0] as string
  }

  #requireBlank(fromAt: number, endAt: number): void {
    if (!/^[\t\n\r ]*$/.test(this.#text.toString('latin1', fromAt, endAt))) refuse()
  }

  #checkMember(frame: Frame, at: number): void {
    this.#checkSize(frame.endAt ?? frame.memberAt, at)
  }

  #checkSize(fromAt: number, endAt: number): void {
    if (endAt - fromAt > this.#limits.maxValueBytes) refuse('maxValueBytes')
  }

  #count(): void {
    if (++this.#values > this.#limits.maxValues) refuse('maxValues')
  }
}

function frameAt(isList: boolean, at: number): Frame {
  return { isList, startAt: at, value: null, runAt: at, memberAt: at, count: 1, key: '', endAt: null }
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return refuse()
  }
}

function refuse(limit: keyof JsonLimits | null = null): never {
  throw new LargeJsonError(limit)
}
