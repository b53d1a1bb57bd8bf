import type { Static } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import type { FaultBody } from './fault-schema.js'

type FaultInput = Static<typeof FaultBody>
type Match = NonNullable<FaultInput['match']>
type Member = keyof FaultInput['respond']

/** What a fault can be about. */
const subjects = {
  calls: {
    own: ['error', 'status', 'body', 'headers', 'truncate', 'first', 'replyDelay', 'delay', 'drop'],
    fix: 'Leave it out, or leave match.event and match.decision out.',
  },
  events: {
    own: ['times', 'order', 'badSignature', 'delay', 'drop'],
    fix: 'Leave it out, or add match.event, e.g. {"event": "*"}.',
  },
  decisions: { own: ['decision'], fix: 'Leave it out, or add match.decision, e.g. {"decision": "*"}.' },
} as const satisfies Readonly<Record<string, { readonly own: readonly Member[]; readonly fix: string }>>

type Subject = keyof typeof subjects

/**
 * Refuses a fault that is about two of calls, events and decisions at once, or that does to one what only another has.
 *
 * @throws {ApiError} `invalid_body`.
 */
export function requireOneSubject(
  match: FaultInput['match'],
  respond: FaultInput['respond'],
  within: string,
): void {
  const subject = subjectOf(match)
  const own: readonly Member[] = subjects[subject].own
  const member = (Object.keys(respond) as Member[]).find((name) => !own.includes(name))
  if (member !== undefined) {
    const proper = (Object.keys(subjects) as Subject[]).find((one) =>
      (subjects[one].own as readonly Member[]).includes(member),
    ) as Subject
    fail('invalid_body', {
      message: `${within}respond.${member} is for ${proper}, and this fault is for ${subject}.`,
      fix: subjects[proper].fix,
      field: `${within}respond.${member}`,
    })
  }
  if (match === undefined || subject === 'calls') return
  requireAlone(match, subject, within)
  if (subject === 'events') requireOneFate(respond, within)
}

function subjectOf({ event, decision }: Match = {}): Subject {
  if (event !== undefined) return 'events'
  return decision === undefined ? 'calls' : 'decisions'
}

function requireAlone(match: Match, subject: Subject, within: string): void {
  const name = subject === 'events' ? 'event' : 'decision'
  const more = (Object.keys(match) as (keyof Match)[]).find((one) => one !== name)
  if (more === undefined) return
  fail('invalid_body', {
    message: `${within}match has ${name} and ${more}, and no ${subject === 'events' ? 'delivery of an event' : 'decision of a host'} has a ${more} to match.`,
    fix: 'Send one of them; a second fault can match the other.',
    field: `${within}match.${more}`,
  })
}

/** Refuses what contradicts itself in a fault about events. */
function requireOneFate(respond: FaultInput['respond'], within: string): void {
  if (respond.order !== undefined && respond.times !== undefined) {
    fail('invalid_body', {
      message: `${within}respond has order and times, of which only one can apply.`,
      fix: 'Send one of them.',
      field: `${within}respond.times`,
    })
  }
  const { drop, ...others } = respond
  if (drop === undefined) return
  const [beside] = Object.keys(others)
  if (drop === 'after' || beside !== undefined) {
    fail('invalid_body', {
      message: `${within}respond drops an event, which never comes then: ${beside ?? 'after'} cannot apply.`,
      fix: 'Send {"drop": "before"} alone.',
      field: `${within}respond.${beside ?? 'drop'}`,
    })
  }
}
