import { parseArgs } from 'node:util'

/** What can be measured on its own, and what of it the short form measures. */
export const parts = {
  create: { help: 'POST /v1/connect/airbnb', isShort: true },
  complete: { help: 'POST /v1/connect/sessions/{id}/complete', isShort: true },
  invalid: { help: 'a misspelt provider, 400', isShort: true },
  expired: { help: 'an expired session, 410', isShort: true },
  providers: { help: 'GET /v1/connect/providers', isShort: false },
  health: { help: 'GET /v1/health', isShort: true },
  list: { help: 'GET /_mock/sessions of a large workspace', isShort: true },
  log: { help: 'create with the access log on', isShort: true },
  start: { help: 'start to first answer, and idle RSS', isShort: true },
  library: { help: 'import, startMock(), first answer and close in one process', isShort: true },
  store: { help: 'longest put and sweep slice of the store at 1e6', isShort: false },
  bound: { help: 'RSS after 10 x MAX_SESSIONS', isShort: true },
  million: { help: 'RSS, throughput and event loop at 1e5 and 1e6 live sessions', isShort: false },
  install: { help: 'size and packages of a production install', isShort: true },
  image: { help: 'size of the image above its base', isShort: false },
} as const

export type Part = keyof typeof parts

/** What a run is asked to do. */
export interface Options {
  readonly help: boolean
  readonly isShort: boolean
  readonly peers: boolean
  readonly parts: ReadonlySet<Part>
  /** Whether it measures everything at full length, so that its numbers may be published. */
  readonly isWhole: boolean
  readonly seed: number
}

/** A command line that can't be used. Its message is one line. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 *
 * @throws {UsageError} naming what it does not take.
 */
export function readOptions(args: readonly string[]): Options {
  const { help, short: isShort, peers, only, seed } = readFlags(args)
  if (!/^\d{1,9}$/.test(seed))
    throw new UsageError(`--seed is ${JSON.stringify(seed)}; it takes a whole number`)
  const names = Object.keys(parts) as Part[]
  const asked = only?.split(',') ?? names.filter((name) => !isShort || parts[name].isShort)
  const unknown = asked.find((name) => !Object.hasOwn(parts, name))
  if (unknown !== undefined) {
    throw new UsageError(`--only does not know ${JSON.stringify(unknown)}; it takes ${names.join(', ')}`)
  }
  const isWhole = only === undefined && !isShort
  return { help, isShort, peers, parts: new Set(asked as Part[]), isWhole, seed: Number(seed) }
}

function readFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        short: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
        only: { type: 'string' },
        seed: { type: 'string', default: '1' },
      },
    })
    return values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The text of --help. */
export function helpText(): string {
  const lines = Object.entries(parts).map(([name, { help }]) => `  ${name.padEnd(10)} ${help}`)
  return `npm run bench -- [--short] [--peers] [--only part,part] [--seed number]

Measures this server against the bases in bench/bases and prints measured against target.

  --short    fewer rounds, smaller counts, and 1.15 x slack on the targets, or on what is held where those
             are still ahead; for CI
  --peers    also Prism, Mockoon and MSW, fetched with npm into .cache/peers
  --only     these parts alone:
${lines.map((line) => `           ${line}`).join('\n')}
  --seed     of the order of the rounds; 1 unless told
  --help     this text

Writes .artifacts/bench.json, and bench/RESULTS.md when everything was measured at full length.
Exit codes: 0 nothing missed, 1 a target missed while the control was quiet, 2 bad usage, 3 the bench itself failed.
`
}
