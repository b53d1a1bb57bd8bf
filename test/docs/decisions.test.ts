import { readFile } from 'node:fs/promises'
import t from 'tap'
import { decisions } from '../../build/docs/decisions.js'
import { rootUrl } from '../helpers/project.js'

/** The test that holds each decision: its file in test/, and a part of its title or of what it checks. */
const heldBy: Readonly<Record<string, readonly [file: string, title: string]>> = {
  A1: ['stories/webhooks', 'the body of an event has the names of July and of October'],
  A2: ['stories/webhooks', 'every completed session is told, a connected account only once'],
  A3: ['versions/eventTypesListed', '32 event types are listed in 2026-10'],
  A4: ['versions/ambiguousDelete', 'DELETE with two accounts and none named is refused in 2026-10'],
  A5: ['versions/providerDelete', 'DELETE of a PMS is 501 in 2026-10, connected or not'],
  A6: ['connections/routes', 'disconnecting the last channel of a listing makes it inactive'],
  A7: ['connections/routes', 'an airbnb account that was disconnected stays in accounts'],
  A8: ['stories/bad-connections', 'each reason says in words what the host must do'],
  A9: ['stories/bad-connections', 'a host heals a broken connection behind its fixUrl'],
  A10: ['stories/credentials', 'a lone apiKey connects '],
  A11: ['versions/smoobuSecret', 'Smoobu wants an apiSecret beside the apiKey in 2026-10'],
  A12: ['versions/bareLists', 'properties and Vrbo listings are arrays in 2026-10'],
  A13: ['channels/airbnb-accounts', 'Airbnb that was disconnected keeps its host'],
  A14: ['versions/airbnbIds', 'ids of listings and connections on Airbnb are strings in 2026-10'],
  A15: ['versions/coordinates', 'coordinates are strings in 2026-10 and numbers in 2026-07'],
  A16: ['versions/mappedRooms', 'mapped counts the rooms that got a listing in 2026-10'],
  A17: ['booking/created-listings', 'a mapping creates the listing of a room, which every call reads then'],
  A18: ['booking/routes', 'a hotel that lacks a capability says so in both steps'],
  A19: ['versions/queryStatus', 'a bad query and a bad header are 422 in 2026-10 and 400 in 2026-07'],
  A20: ['http/body', 'JSON that is none is refused'],
  A21: ['http/idempotency', 'a key with another body is refused'],
  A22: ['http/idempotency', 'a twin of a call that is being worked on is told to come again'],
  A23: ['http/idempotency', 'a refusal is remembered as well'],
  A24: ['channels/routes', 'a channel without a connection is 409, whatever the id'],
  A25: ['versions/stateLength', 'a state has 500 characters at most in 2026-10'],
  A26: ['sessions/create-routes', 'accessType of a picker holds for the provider that the host picks'],
  A27: ['sessions/create-routes', 'what is published for imports and migrations is taken'],
  A28: ['decoders/operations', 'decode the answers of every operation'],
  A29: ['cli/settings', "tier: 'starter', listings: 50"],
  A30: ['http/plan-limit', 'what needs no key, DELETE and the reset are served over the plan'],
  A31: ['sandbox/inactive-listings', 'lists leave inactive listings out until they are asked for'],
  A32: ['stories/webhook-replays', 'a delivery is replayed three times in an hour of workspace time'],
  A33: ['http/rate-limit', 'reset is in whole seconds, never too early'],
  A34: ['channels/airbnb-accounts', 'Airbnb that was never connected says so, and lists nothing'],
  B35: ['connections/credential-routes', 'Cloudbeds, Mews and Track have members of their own'],
  B36: ['versions/providersListed', '2026-07 lists neither Cloudbeds nor Mews nor Track'],
  B37: ['connections/write-policy', 'switches of a PMS begin on, change one by one, and survive a reconnect'],
  B38: ['units/units', 'each item has a result of its own'],
  B39: ['sign-in/vrbo', 'e-mail and password, then a code: the host has signed in, and nothing is connected'],
  B40: ['sign-in/extranet', 'a host signs in with their login'],
  B41: ['stories/bad-connections', 'a bad link is answered in its published form, without an envelope'],
  B42: ['booking/routes', 'a callback takes any JSON object, without a key'],
  B43: ['http/part-health', 'a channel is not ok while a fault of it is set'],
  B44: ['connections/credential-routes', "plumguide: { clientId: 'a', clientSecret: 'b' }"],
  B45: ['http/not-implemented', 'each published operation is here or answers 501, and none does both'],
  C46: ['stories/invalid-provider', 'the published example of an unknown provider: airbnbpro'],
  C47: ['stories/session-expiry', 'answers 410 from the instant of expiry on'],
  C48: ['stories/oauth', 'the published example of a new session: id, url and expires_at'],
  C49: ['stories/oauth', 'the published example: a session for airbnb with nothing but a key'],
  C50: ['stories/oauth', 'an app connects an Airbnb account, sees it, and disconnects it'],
  C51: ['stories/oauth', 'an app connects an Airbnb account, sees it, and disconnects it'],
  C52: ['http/order-of-checks', 'a completed session stays 409 after its lifetime'],
  C53: ['stories/session-expiry', 'answers 404 for an unknown session'],
}

t.test('every decision is held by a test', async (t) => {
  t.strictSame(
    Object.keys(heldBy),
    decisions.map(({ id }) => id),
  )
  for (const [id, [file, title]] of Object.entries(heldBy))
    t.ok((await readFile(new URL(`test/${file}.test.ts`, rootUrl), 'utf8')).includes(title), `${id}: ${file}`)
})
