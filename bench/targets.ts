/** One thing that the server promises of itself. */
export interface Target {
  /** The measurement that it judges. */
  readonly id: string
  readonly name: string
  readonly unit: '×' | 'B' | 'ms' | 'MB'
  readonly bound: 'at most' | 'at least'
  readonly limit: number
  /** What would be better still; it fails nobody. */
  readonly stretch?: number
  /** What was reached so far, if the limit was not; the short form guards it. */
  readonly held?: number
  /** Whether the limit is widened by half the spread of the control, because both sides are meant to be equal. */
  readonly allowsNoise?: true
}

/**
 * What `npm run bench` holds the server to. Ratios are of CPU time per request at 10 connections, unless the name says
 * otherwise.
 *
 * @param nodeMajor starting costs more on newer versions of Node.
 */
export function targetsOn(nodeMajor: number): readonly Target[] {
  return [
    { ...most('create', 'create / bare Fastify', '×', 1.5, 1.25), held: 3.3 },
    { ...most('invalid', '400 / create', '×', 1), allowsNoise: true },
    { ...most('expired', '410 / create', '×', 1), allowsNoise: true },
    { ...most('complete', 'complete / bare Fastify', '×', 2.2), held: 7 },
    { ...most('health', 'health / node:http', '×', 1.5), held: 2.4 },
    { ...most('log', 'create with access log / without', '×', 1.25), held: 1.6 },
    most('list', 'newest of 25,000 sessions / of 100', '×', 1.5),
    least('prism', 'create: Prism / ours', '×', 30),
    least('mockoon', 'create: Mockoon / ours', '×', 30),
    {
      ...most('start', 'start to first answer / node:http (time)', '×', nodeMajor < 24 ? 2.4 : 2.6, 2),
      held: 4.4,
    },
    most('idle', 'idle RSS / node:http', '×', 1.6),
    most('import', 'import / importing Fastify (time)', '×', 2),
    most('restart', 'second startMock() / bare Fastify that listens (time)', '×', 2),
    most('live', 'RSS per live session at 1e6', 'B', 400, 250),
    most('sweep', 'longest sweep slice at 1e6', 'ms', 1),
    most('put', 'longest put at 1e6', 'ms', 10),
    least('throughput', 'throughput at 1e6 live / empty', '×', 0.75),
    { ...most('bound', 'RSS after 10 × MAX_SESSIONS / at the bound', '×', 1.1), held: 1.45 },
    most('install', 'production install', 'MB', 25),
    most('image', 'image above its Node base', 'MB', 20),
  ]
}

function most(id: string, name: string, unit: Target['unit'], limit: number, stretch?: number): Target {
  return { id, name, unit, bound: 'at most', limit, ...(stretch !== undefined && { stretch }) }
}

function least(id: string, name: string, unit: Target['unit'], limit: number): Target {
  return { id, name, unit, bound: 'at least', limit }
}

/** The target as the short form judges it, which guards what was reached. */
export function asHeld(target: Target): Target {
  return { ...target, limit: target.held ?? target.limit }
}
