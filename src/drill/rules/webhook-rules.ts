import type { RecordedRequest, SentWebhook } from '../../mock/control.js'
import { type Evidence, type JournalCall, usually } from '../evidence.js'
import { isCall, nameOf, operationOf } from '../operation.js'
import type { Recording } from '../recording.js'
import type { Finding, Rule } from './rule.js'

const published = 'https://repull.dev/docs/webhooks'
const page = 'docs/webhooks.md'

/** The deliveries of the event that a case is about: that of its type and position. */
function deliveriesOf({ recording, planned }: Evidence): readonly SentWebhook[] {
  const type = planned.target.name.replace('event ', '')
  const ofType = recording.webhooks.filter((sent) => sent.type === type)
  const ids = [...new Set(ofType.map(({ eventId, webhookId }) => `${eventId} ${webhookId}`))]
  const id = ids[planned.target.at]
  return ofType.filter(({ eventId, webhookId }) => `${eventId} ${webhookId}` === id)
}

/**
 * The calls of an operation that was called more often than in the rehearsals, because of the second delivery; empty for none.
 * A read counts only while that was under way, and where nobody polls.
 */
function repeatedCalls(evidence: Evidence, first: SentWebhook, second: SentWebhook): readonly JournalCall[] {
  const done = evidence.calls.filter(
    ({ isCall, request, isLost }) => isCall && !isLost && request.code === null,
  )
  const counts = new Map<string, JournalCall[]>()
  for (const call of done) {
    const sameKey = (one: JournalCall) =>
      call.idempotencyKey !== undefined && one.idempotencyKey === call.idempotencyKey
    const known = counts.get(call.name) ?? []
    if (!known.some(sameKey)) counts.set(call.name, [...known, call])
  }
  const isCaused = ({ request }: JournalCall) => {
    const order = orderOf(request)
    if (request.method !== 'GET') return order > orderOf(first)
    return order > orderOf(first) && order < orderOf(second)
  }
  for (const [name, calls] of counts) {
    if (calls[0]?.request.method === 'GET' && evidence.rehearsals.some((one) => isPolled(one, name))) continue
    const usual = usually(evidence, ({ requests }) => requests.filter((one) => isNamed(one, name)).length)
    if (calls.length > usual && calls.some(isCaused)) return calls
  }
  return []
}

function isNamed(request: RecordedRequest, name: string): boolean {
  return isCall(request) && nameOf(operationOf(request)) === name
}

/** Whether an operation is called twice in succession. */
function isPolled({ requests }: Recording, name: string): boolean {
  const calls = requests.filter(isCall)
  return calls.some(
    (call, at) => isNamed(call, name) && at > 0 && isNamed(calls[at - 1] as RecordedRequest, name),
  )
}

/** The place of an entry in the journal. */
function orderOf({ id }: { readonly id: string }): number {
  return Number(id.split('_').pop())
}

function handledTwiceFinding(evidence: Evidence): Finding | null {
  const { planned, outcome } = evidence
  if (planned.failure !== 'event_twice') return null
  const [first, second] = deliveriesOf(evidence)
  // What was refused comes again, and is handled then.
  if (first?.success !== true || second?.success !== true) return null
  // A test that fails says more than calls, whose order may differ from run to run.
  if (outcome.exitCode !== 0)
    return outcome.exitCode === null
      ? null
      : { message: 'The test failed, only because the event came twice.', calls: [] }
  const calls = repeatedCalls(evidence, first, second)
  const [one] = calls
  if (one === undefined) return null
  return {
    message: `${one.name} is called once more, because the event came twice.`,
    calls: calls.map(({ index }) => index),
  }
}

function forgedFinding(evidence: Evidence): Finding | null {
  if (evidence.planned.failure !== 'event_forged') return null
  const [forged] = deliveriesOf(evidence)
  if (forged === undefined || !forged.success) return null
  return { message: `The endpoint answered ${forged.statusCode} to a bad signature.`, calls: [] }
}

/** What an endpoint does with events. */
export const webhookRules: readonly Rule[] = [
  {
    id: 'event-handled-twice',
    title: 'handles an event twice',
    says: 'An event may come more than once. Its id stays the same: what was handled under it is not handled again.',
    published,
    page,
    example: 'The same account.created comes twice, and the app greets the host twice.',
    explains: ['work-done-twice'],
    check: handledTwiceFinding,
  },
  {
    id: 'bad-signature-accepted',
    title: 'accepts a bad signature',
    says: 'Compute the HMAC-SHA256 of the raw body with the secret of the webhook, and refuse what does not match.',
    published,
    page,
    example: 'The endpoint answers 200 to whatever is posted to it.',
    explains: [],
    check: forgedFinding,
  },
]
