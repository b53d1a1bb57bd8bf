import type { CaseName } from './cases.js'
import type { Part } from './options.js'
import type { PeerName } from './peers.js'
import type { ServerName } from './servers.js'

/** One case on one server. */
export interface Run {
  readonly server: ServerName | PeerName
  readonly case: CaseName
  /** Whether it is the control: the same once more. */
  readonly isAgain?: true
}

/** Two runs whose CPU time is compared within a round. */
export interface Comparison {
  /** The measurement that it makes. */
  readonly id: string
  readonly name: string
  /** Asks for this comparison. */
  readonly part: Part
  readonly peer?: PeerName
  readonly of: Run
  readonly to: Run
}

const ours: Run = { server: 'ours', case: 'create' }
const bare: Run = { server: 'fastify', case: 'create' }

/** What is compared with what. */
export const comparisons: readonly Comparison[] = [
  { id: 'create', name: 'create / bare Fastify', part: 'create', of: ours, to: bare },
  {
    id: 'by-hand',
    name: 'create: node:http doing the work / bare Fastify',
    part: 'create',
    of: { server: 'working', case: 'create' },
    to: bare,
  },
  {
    id: 'constant',
    name: 'create: node:http with constant reply / bare Fastify',
    part: 'create',
    of: { server: 'constant', case: 'create' },
    to: bare,
  },
  toBare('complete', 'complete'),
  toBare('providers', 'providers'),
  { id: 'invalid', name: '400 / create', part: 'invalid', of: { server: 'ours', case: 'invalid' }, to: ours },
  { id: 'expired', name: '410 / create', part: 'expired', of: { server: 'ours', case: 'expired' }, to: ours },
  byHand('invalid', '400: ours / node:http doing the work'),
  byHand('expired', '410: ours / node:http doing the work'),
  {
    id: 'health',
    name: 'health / node:http',
    part: 'health',
    of: { server: 'ours', case: 'health' },
    to: { server: 'constant', case: 'health' },
  },
  {
    id: 'list',
    name: 'newest of 25,000 sessions / of 100',
    part: 'list',
    of: { server: 'ours', case: 'list of many' },
    to: { server: 'ours', case: 'list of few' },
  },
  {
    id: 'log',
    name: 'create with access log / without',
    part: 'log',
    of: { server: 'logging', case: 'create' },
    to: ours,
  },
  peer('prism', 'create: Prism / ours'),
  peer('mockoon', 'create: Mockoon / ours'),
]

/** What a run is called. */
export function idOf(run: Run): string {
  return `${run.case} on ${run.server}${run.isAgain ? ' again' : ''}`
}

function toBare(name: CaseName & Part, text: string): Comparison {
  return {
    id: name,
    name: `${text} / bare Fastify`,
    part: name,
    of: { server: 'ours', case: name },
    to: { server: 'fastify', case: name },
  }
}

function byHand(name: CaseName & Part, text: string): Comparison {
  return {
    id: `${name}-by-hand`,
    name: text,
    part: name,
    of: { server: 'ours', case: name },
    to: { server: 'working', case: name },
  }
}

function peer(name: PeerName, text: string): Comparison {
  return { id: name, name: text, part: 'create', peer: name, of: { server: name, case: 'create' }, to: ours }
}
