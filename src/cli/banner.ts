import type { Colors } from './colors.js'

/** What the start-up block shows. */
export interface StartFacts {
  readonly version: string
  /** The address for callers on this machine, e.g. `http://127.0.0.1:7855`. */
  readonly url: string
  /** The address for everybody else, if there is one of its own. */
  readonly publicUrl: string | null
  /** How long the start took, in milliseconds. */
  readonly startMs: number
  readonly controlEnabled: boolean
  /** The URL of the store; null for the memory of this server. */
  readonly storeUrl: string | null
  /** A key that the server takes; null if it takes only secret ones. */
  readonly apiKey: string | null
}

/** The block that stands above the ready line on a terminal: where everything is, and what to try first. */
export function startBlock(facts: StartFacts, colors: Colors): string {
  const { version, url, publicUrl, startMs, controlEnabled, storeUrl, apiKey } = facts
  const rows: readonly (readonly [string, string] | false)[] = [
    ['API', `${colors.cyan(url)} ${colors.dim('in place of api.repull.dev')}`],
    publicUrl !== null && ['Public URL', colors.cyan(publicUrl)],
    controlEnabled && ['Inspector', colors.cyan(`${url}/_mock`)],
    ['API reference', colors.cyan(`${url}/docs`)],
    ['Store', storeUrl === null ? 'in memory' : withoutLogin(storeUrl)],
    ['Settings', `npx repull-mock --help ${colors.dim('lists them')}`],
  ]
  const shown = rows.filter((row) => row !== false)
  return `
  ${colors.bold('repull-mock')} ${version}  ${colors.dim(`ready in ${Math.round(startMs)} ms`)}

${shown.map(([label, text]) => `  ${colors.dim(label.padEnd(labelWidth))}${text}\n`).join('')}
  ${colors.dim('Try it:')}
  curl -X POST ${url.replace(/^http:\/\//, '')}/v1/connect/airbnb -H x-api-key:${apiKey ?? '<key>'}

`
}

/** The last line on a terminal, below the ^C that the terminal shows. */
export function farewell(uptimeMs: number, requests: number): string {
  return `\nrepull-mock stopped after ${uptimeText(uptimeMs)}, ${requests} ${requests === 1 ? 'request' : 'requests'}\n`
}

const labelWidth = 'API reference  '.length

/** A URL of one or more nodes without the user name and password that any of them may have. */
function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//').replace(/[?#].*/, '')
}

/** @example uptimeText(192_400) // '3 m 12 s' */
function uptimeText(uptimeMs: number): string {
  const seconds = Math.floor(uptimeMs / 1000)
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count, unit]) => count > 0 || unit === 's')
  return parts
    .slice(first, first + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
