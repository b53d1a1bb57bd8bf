import type { SentWebhook } from '../../mock/control.js'
import type { Evidence } from '../evidence.js'
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

/** The operation that was called more often than in the rehearsal; undefined when none was. */
function repeatedOperation(recording: Recording, rehearsal: Recording): string | undefined {
  const usual = countsOf(rehearsal)
  return [...countsOf(recording)].find(([name, count]) => count > (usual.get(name) ?? 0))?.[0]
}

function countsOf({ requests }: Recording): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const request of requests.filter(isCall)) {
    const name = nameOf(operationOf(request))
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function handledTwiceFinding(evidence: Evidence): Finding | null {
  const { planned, recording, rehearsal, outcome, calls } = evidence
  if (planned.failure !== 'event_twice') return null
  const repeated = repeatedOperation(recording, rehearsal)
  const ofName = calls.filter(({ name }) => name === repeated).map(({ index }) => index)
  if (repeated !== undefined)
    return { message: `${repeated} is called once more, because the event came twice.`, calls: ofName }
  if (outcome.exitCode === 0) return null
  return { message: 'The test failed, only because the event came twice.', calls: [] }
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
