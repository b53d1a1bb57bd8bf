import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { type Answer, createMock } from '../helpers/mock.js'
import { attributes, nextPath, press, visit } from '../helpers/pages.js'
import { rootUrl } from '../helpers/project.js'

type Fields = string | Readonly<Record<string, string>>

/** A page of a flow: the steps that lead to it, and the test ids that browser tests of users find there. */
type Row = readonly [
  name: string,
  provider: string | null,
  steps: readonly Fields[],
  testIds: readonly string[],
]

const login = (email: string) => ({
  decision: 'login',
  email: `${email}@example.com`,
  password: 'my-password',
})
const verify = (hotelId: string) => ({ decision: 'verify', hotelId })
const rooms = { 'room-123456701': '', 'room-123456702': '', 'room-123456703': '' }
const track = ['domain', 'apiKey', 'apiSecret']

/** A text that begins with a question mark is a query to which the host goes by a link. */
const pages: readonly Row[] = [
  ['picker', null, [], ['provider-search', ...providerSlugs.map((slug) => `provider-${slug}`), 'cancel']],
  ['consent', 'airbnb', [], ['access', 'approve', 'deny', 'account-conflict', 'cancel']],
  ['account', 'airbnb', ['approve'], ['confirm-account', 'account-conflict', 'cancel']],
  ['connected', 'airbnb', ['approve', 'confirm'], ['done', 'return-link']],
  ['refused', 'airbnb', ['deny'], ['done', 'return-link']],
  ['connected elsewhere', 'airbnb', ['conflict'], ['done', 'return-link']],
  ['cancelled', 'vrbo', ['cancel'], ['done', 'return-link']],
  ['form', 'track', [], [...track.map((name) => `field-${name}`), 'submit-credentials', 'cancel']],
  ['form with errors', 'track', ['submit'], track.map((name) => `field-error-${name}`)],
  [
    'form refused',
    'guesty',
    [{ decision: 'submit', clientId: 'unavailable', clientSecret: 'x' }],
    ['form-error', 'field-clientId', 'submit-credentials', 'cancel'],
  ],
  [
    'activation',
    'vrbo',
    [],
    [
      ...['activation-username', 'activation-password', 'copy-activation-username'],
      ...['copy-activation-password', 'checklist', 'activation-done', 'sign-in-link', 'cancel'],
    ],
  ],
  ['designation', 'booking', [], ['checklist', 'designation-done', 'sign-in-link', 'cancel']],
  ['hotel', 'booking', ['designated'], ['hotel-id', 'verify-hotel', 'cancel']],
  ['importing', 'booking', ['designated', verify('1234425')], ['importing', 'cancel']],
  ['rooms', 'booking', ['designated', verify('1234567')], [...Object.keys(rooms), 'map-rooms', 'cancel']],
  [
    'no room',
    'booking',
    ['designated', verify('1234567'), { decision: 'map', ...rooms }],
    ['ask-unmapped', 'map-none', 'match-rooms', 'cancel'],
  ],
  ['login', 'vrbo', ['?step=sign-in'], ['field-email', 'field-password', 'submit-sign-in', 'cancel']],
  ['login refused', 'vrbo', ['?step=sign-in', login('blocked')], ['field-error-email']],
  ['code', 'vrbo', ['?step=sign-in', login('noor')], ['field-code', 'submit-code', 'cancel']],
  [
    'code refused',
    'vrbo',
    ['?step=sign-in', login('noor'), { decision: 'otp', code: '000000' }],
    ['field-error-code'],
  ],
  ['units', 'vrbo', ['?step=sign-in', login('trusted')], ['unit-{unitId}', 'map-units', 'cancel']],
  ['login of the Extranet', 'booking', ['?step=sign-in'], ['field-email', 'invite-link', 'submit-sign-in']],
  ['invite', 'booking', ['?step=invite'], ['checklist', 'invite-user', 'cancel']],
  [
    'invited',
    'booking',
    ['?step=invite', 'invite'],
    ['invited', 'invite-email', 'invite-name', 'two-factor-number', 'check-again', 'cancel'],
  ],
  ['signing in', 'booking', ['?step=sign-in', login('pending')], ['signing-in', 'check-again', 'cancel']],
  [
    'no unit',
    'vrbo',
    ['?step=sign-in', login('trusted'), { decision: 'map', 'unit-x': '' }],
    ['ask-unmapped', 'map-none', 'match-units', 'cancel'],
  ],
  [
    'permissions',
    'booking',
    ['?step=sign-in', login('permissions')],
    ['needs-permissions', 'checklist', 'check-again', 'cancel'],
  ],
]

/** Goes to a page as a host does who follows each redirect. */
async function goTo(t: Test, [, provider, steps]: Row): Promise<Answer> {
  const mock = await createMock(t)
  const redirectUrl = 'https://app.example/callback'
  const first = `/connect${provider === null ? '' : `/${provider}`}?session=${await mock.open(provider, { redirectUrl })}`
  let path = first
  let page = await visit(mock, path)
  for (const step of steps) {
    if (typeof step === 'string' && step.startsWith('?')) {
      path = `${first}&${step.slice(1)}`
      page = await visit(mock, path)
      continue
    }
    page = await press(mock, path, step)
    const next = nextPath(path, page)
    if (next === undefined) continue
    path = next
    page = await visit(mock, path)
  }
  return page
}

/** The test ids of a page, without what follows from the account, the provider or the field. */
function testIdsIn(page: Answer): readonly string[] {
  return attributes(page, 'data-testid').map((id) => id.replace(/^unit-.*/, 'unit-{unitId}'))
}

t.test('a page about a problem has its code, and a link back', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb', { redirectUrl: 'https://app.example/' })
  mock.clock.advance(30 * 60_000)
  const page = await visit(mock, `/connect/airbnb?session=${id}`)
  t.strictSame(testIdsIn(page), ['problem', 'return-link', 'sandbox'])
  t.strictSame(attributes(page, 'data-code'), ['session_expired'])
})

t.test('each page has the test ids that it is promised to have, and no undocumented one', async (t) => {
  const documentation = await readFile(new URL('docs/hosted-pages.md', rootUrl), 'utf8')
  const documented = (id: string) =>
    [
      id,
      id.replace(/^provider-(?!search).*/, 'provider-{slug}'),
      id.replace(/^field-error-.*/, 'field-error-{name}'),
      id.replace(/^field-.*/, 'field-{name}'),
      id.replace(/^room-.*/, 'room-{roomId}'),
      id.replace(/^copy-(?!activation).*/, 'copy-'),
    ].some((one) => documentation.includes(`\`${one}\``))
  for (const row of pages) {
    const found = testIdsIn(await goTo(t, row))
    t.strictSame(
      row[3].filter((testId) => !found.includes(testId)),
      [],
      `${row[0]}: none is missing`,
    )
    t.strictSame(
      found.filter((testId) => !documented(testId)),
      [],
      `${row[0]}: each is documented`,
    )
  }
})
