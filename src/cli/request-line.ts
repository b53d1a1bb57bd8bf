import type { Colors } from './colors.js'

/** What the access log says of a request. */
export interface RequestEntry {
  readonly msg: string
  readonly method: string
  readonly path: string
  /** Missing where the connection ended before the answer. */
  readonly status?: number
  readonly durationMs: number
  readonly code?: string
  readonly did_you_mean?: string
  readonly prefer?: string
  readonly fault?: { readonly id: string; readonly respond: object }
  readonly warnings?: readonly string[]
}

/** Whether an entry of the log is about a request. */
export function isRequestEntry(entry: object): entry is RequestEntry {
  return 'method' in entry && 'path' in entry && 'durationMs' in entry
}

/**
 * The line of a request for people, with a line for each warning.
 *
 * @param indent stands before warnings.
 * @example requestLine(entry, colors, '') // 'POST /v1/connect/airbnbpro 400 invalid_provider → airbnb 7 ms\n'
 */
export function requestLine(entry: RequestEntry, colors: Colors, indent: string): string {
  const { method, path, did_you_mean: meant, durationMs, warnings = [] } = entry
  const parts = [
    method,
    visible(path),
    outcomeOf(entry, colors),
    meant !== undefined && `→ ${colors.bold(visible(meant))}`,
    colors.dim(durationText(durationMs)),
    ...marksOf(entry).map((mark) => colors.magenta(`[${mark}]`)),
  ]
  const below = warnings.map((text) => `${indent}${colors.yellow(`warning: ${visible(text)}`)}\n`)
  return `${parts.filter((part) => part !== false).join(' ')}\n${below.join('')}`
}

function outcomeOf({ status, code, msg, fault }: RequestEntry, colors: Colors): string {
  if (status === undefined) return colors.red(fault === undefined ? msg : 'cut off')
  const text = code === undefined ? String(status) : `${status} ${code}`
  if (status >= 500) return colors.red(text)
  if (status >= 400) return colors.yellow(text)
  return status >= 300 ? colors.cyan(text) : colors.green(text)
}

/** What a tester asked for. The status and the code of the line are not repeated. */
function marksOf({ prefer, fault }: RequestEntry): readonly string[] {
  const preferred = prefer?.split(', ').filter((one) => !/^(?:error|code)=/.test(one))
  const injected = Object.entries(fault?.respond ?? {}).flatMap(([name, value]) =>
    isShown.has(name) ? [`${name}=${value}`] : [],
  )
  return [
    ...(preferred === undefined ? [] : [mark('Prefer', preferred)]),
    ...(fault === undefined ? [] : [mark(`fault ${fault.id}`, injected)]),
  ]
}

const isShown = new Set(['delay', 'drop', 'truncate'])

function mark(name: string, values: readonly string[]): string {
  return values.length === 0 ? name : `${name}: ${values.join(', ')}`
}

/** @example durationText(7.2) // '7 ms' */
function durationText(durationMs: number): string {
  return `${durationMs < 1 ? durationMs : Math.round(durationMs)} ms`
}

/** A text from outside without the control characters by which it could write elsewhere on a terminal. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}
