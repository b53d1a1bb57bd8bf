import t, { type Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { attributes, nextPath, post, press as pressOn, textIn, tokenIn, visit } from '../helpers/pages.js'

const login = { decision: 'login', email: 'noor@example.com', password: 'my-password' }

/** A host on the page of a session, who goes where each answer leads. */
async function host(t: Test, provider: 'vrbo' | 'booking', body: object = {}) {
  const mock = await createMock(t)
  const sessionId = await mock.open(provider, { locale: 'en', ...body })
  const first = `/connect/${provider}?session=${sessionId}`
  let path = `${first}&step=sign-in`
  const look = (at = path) => visit(mock, at)
  return {
    mock,
    sessionId,
    first,
    look,
    at: () => path,
    goTo: (step: string) => {
      path = `${first}&step=${step}`
    },
    /** Presses a button; returns the page to which it leads, or the answer of a refused form. */
    async press(fields: string | Readonly<Record<string, string>>) {
      const answer = await pressOn(mock, path, fields)
      const next = nextPath(path, answer)
      if (next === undefined) return answer
      path = next
      return visit(mock, path)
    },
    status: async () => (await mock.call('GET', `/_mock/sessions/${sessionId}`)).body.status,
    unitFields: (page: { body: string }) =>
      [...page.body.matchAll(/<select id="(unit-[^"]+)"/g)].map(([, name]) => name as string),
  }
}

t.test('the pages of Vrbo and Booking.com lead to the sign-in, and back', async (t) => {
  for (const provider of ['vrbo', 'booking'] as const) {
    const { look, first } = await host(t, provider)
    const page = await look(first)
    t.match(page.body, 'data-testid="sign-in-link"')
    t.ok(attributes(page, 'href').some((url) => url.endsWith('&step=sign-in')))
    const signIn = await look()
    t.equal(signIn.status, 200)
    t.ok(attributes(signIn, 'href').some((url) => url.endsWith('&step=other')))
    const other = await look(`${first}&step=other`)
    t.match(other.body, 'data-testid="sign-in-link"')
  }
})

t.test('a host signs in at Vrbo, matches listings, and is done', async (t) => {
  const { press, unitFields, status, mock } = await host(t, 'vrbo')
  const code = await press(login)
  t.match(code.body, 'data-testid="field-code"')
  t.match(code.body, 'n***@example.com')
  const units = await press({ decision: 'otp', code: ' 123456 ' })
  const fields = unitFields(units)
  t.equal(fields.length, 3)
  t.match(units.body, /<option value="800000002" selected>/, 'the listing of the same name is chosen')
  const done = await press({
    decision: 'map',
    [fields[0] as string]: '800000001',
    [fields[1] as string]: '',
    [fields[2] as string]: '800000003',
  })
  t.match(done.body, 'data-testid="done"')
  t.equal(await status(), 'completed')
  const { body } = await mock.call('GET', '/v1/connect/vrbo')
  t.match(body.accounts, [{ email: 'noor@example.com', import: { state: 'imported' } }])
})

t.test('a wrong login stands beside its field, and the address is kept', async (t) => {
  const { press, look } = await host(t, 'vrbo')
  const wrong = await press({ ...login, password: 'invalid' })
  t.equal(wrong.status, 401)
  t.match(textIn(wrong, 'field-error-password'), /password is wrong/)
  t.match(wrong.body, 'value="noor@example.com"')
  t.notMatch(wrong.body, 'my-password')
  const blocked = await press({ ...login, email: 'blocked@example.com' })
  t.match(textIn(blocked, 'field-error-email'), /blocked/)
  const malformed = await press({ ...login, email: 'noor' })
  t.equal(malformed.status, 400)
  t.match(textIn(malformed, 'field-error-email'), /e-mail address/)
  const endless = await press({ ...login, email: `${'a'.repeat(309)}@example.com` })
  t.match(textIn(endless, 'field-error-email'), /e-mail address/, 'as the API would refuse it')
  const empty = await press({ ...login, password: '' })
  t.match(textIn(empty, 'field-error-password'), /Fill this in/)
  const unsent = await press({ decision: 'login', email: 'noor@example.com' })
  t.match(textIn(unsent, 'field-error-password'), /Fill this in/)
  const nothing = await press('login')
  t.match(textIn(nothing, 'field-error-email'), /e-mail address/)
  const away = await press({ ...login, email: 'unavailable@example.com' })
  t.equal(away.status, 503)
  t.match(textIn(away, 'form-error'), /cannot be reached/)
  const long = await press({ ...login, email: 'pending@example.com' })
  t.match(textIn(long, 'form-error'), /Sign in once more/)
  t.match(long.body, 'value="pending@example.com"')
  t.match((await press({ ...login, email: 'pending@example.com' })).body, 'data-testid="field-code"')
  t.match((await look()).body, 'data-testid="field-code"')
})

t.test('a wrong code stands beside its field', async (t) => {
  const { press, look } = await host(t, 'vrbo')
  await press(login)
  const wrong = await press({ decision: 'otp', code: '000000' })
  t.equal(wrong.status, 401)
  t.match(textIn(wrong, 'field-error-code'), /wrong or too old/)
  t.match(textIn(await press('otp'), 'field-error-code'), /wrong/)
  t.match(textIn(await press({ ...login, email: 'noor' }), 'field-error-code'), /did not work/)
  t.equal((await press('recheck')).status, 400, 'that is a button of another flow')
  t.match((await look()).body, 'data-testid="field-code"')
})

t.test('a code that nobody asked for is refused on the page, too', async (t) => {
  const { press } = await host(t, 'vrbo')
  const answer = await press({ decision: 'otp', code: '123456' })
  t.equal(answer.status, 400)
  t.match(textIn(answer, 'form-error'), /did not work/)
})

t.test('two hosts at once: the code of a sign-in that began anew is refused beside its field', async (t) => {
  const { press, mock, sessionId, at } = await host(t, 'vrbo')
  await press(login)
  const page = await visit(mock, at())
  const pending = { sessionId, action: 'login', email: 'pending@example.com', password: 'p1' }
  await mock.call('POST', '/v1/connect/vrbo-login/session', { body: pending })
  const fields = { formToken: tokenIn(page), decision: 'otp', code: '123456' }
  t.equal((await post(mock, at(), fields)).status, 400)
})

t.test('an account that is importing is waited for', async (t) => {
  const { press, look, unitFields } = await host(t, 'vrbo')
  await press({ ...login, email: 'importing@example.com' })
  const first = await press({ decision: 'otp', code: '123456' })
  t.match(first.body, 'data-testid="importing"')
  t.match(first.body, 'data-poll-ms="2000"')
  t.match((await look()).body, 'data-testid="importing"')
  t.equal(unitFields(await look()).length, 3)
})

t.test('a mapping of nothing is asked about', async (t) => {
  const { press, look, unitFields, status, first } = await host(t, 'vrbo')
  await press({ ...login, email: 'trusted@example.com' })
  const fields = unitFields(await look())
  const nothing = Object.fromEntries(fields.map((name) => [name, '']))
  const asked = await press({ decision: 'map', ...nothing })
  t.match(asked.body, 'data-testid="ask-unmapped"')
  t.ok(attributes(asked, 'href').some((url) => first.endsWith(url.slice(url.lastIndexOf('?')))))
  t.equal(await status(), 'pending')
  const done = await press('unmapped')
  t.match(done.body, 'data-testid="done"')
  t.equal(await status(), 'completed')
})

t.test(
  'units that are none, and listings that are none, change nothing, and the host hears of it',
  async (t) => {
    const { press, look, unitFields, status } = await host(t, 'vrbo')
    await press({ ...login, email: 'trusted@example.com' })
    const [name = '', second = ''] = unitFields(await look())
    const mistakes = [{ 'unit-none': '800000001' }, { [name]: 'x' }, { [name]: '1' }, {}]
    for (const fields of [...mistakes, { [name]: '800000001', [second]: '1' }]) {
      const again = await press({ decision: 'map', ...fields })
      t.equal(again.status, 400, JSON.stringify(fields))
      t.match(textIn(again, 'form-error'), /did not work/)
      t.equal(unitFields(again).length, 3)
    }
    t.equal(await status(), 'pending')
  },
)

t.test('what was chosen is kept where a form is refused, and by a connection that is there', async (t) => {
  const { press, look, unitFields, mock } = await host(t, 'vrbo')
  await press({ ...login, email: 'trusted@example.com' })
  const [first = '', second = ''] = unitFields(await look())
  const chosen = { [first]: '800000003', [second]: '' }
  const refused = await press({ decision: 'otp', code: '000000', ...chosen })
  t.equal(refused.status, 401)
  t.match(textIn(refused, 'form-error'), /Check them and try again/)
  t.strictSame(attributes(refused, 'value').includes('800000003'), true)
  t.match(refused.body, '<option value="800000003" selected>')
  t.notMatch(refused.body, '<option value="800000002" selected>')
  await press({ decision: 'map', ...chosen })
  const { id } = (await mock.call('GET', '/v1/connect/vrbo')).body
  const { body } = await mock.call('POST', `/_mock/connections/${id}/break`, { body: {} })
  const { headers } = await mock.call('GET', new URL(body.fixUrl).pathname + new URL(body.fixUrl).search)
  const path = nextPath('/v1', { headers } as Parameters<typeof nextPath>[1]) as string
  await pressOn(mock, `${path}&step=sign-in`, { ...login, email: 'trusted@example.com' })
  t.match((await visit(mock, path)).body, '<option value="800000003" selected>')
})

t.test('a host signs in at the Extranet', async (t) => {
  const { press, look, unitFields, status, mock } = await host(t, 'booking')
  const ready = await press(login)
  t.equal(unitFields(ready).length, 3, 'the page has asked for the status itself')
  t.equal(await status(), 'awaiting_room_mapping')
  t.equal((await look()).status, 200)
  const [name = ''] = unitFields(ready)
  t.match((await press({ decision: 'map', [name]: '800000001' })).body, 'data-testid="done"')
  const { body } = await mock.call('GET', '/v1/connect/booking-extranet-login')
  t.equal(body.connected, true)
})

t.test('a sign-in at the Extranet that was refused says so, and another one may follow', async (t) => {
  const { press } = await host(t, 'booking')
  const failed = await press({ ...login, password: 'invalid' })
  t.match(textIn(failed, 'form-error'), /password is wrong/)
  t.match(failed.body, 'value="noor@example.com"')
  t.match((await press(login)).body, 'data-testid="map-units"')
})

t.test('a pending sign-in waits until the host checks again', async (t) => {
  const { press, look } = await host(t, 'booking')
  const waiting = await press({ ...login, email: 'pending@example.com' })
  t.match(waiting.body, 'data-testid="signing-in"')
  t.match((await look()).body, 'data-testid="signing-in"')
  t.match((await press('recheck')).body, 'data-testid="map-units"')
})

t.test('access that is missing is given, and checked again', async (t) => {
  const { press, look } = await host(t, 'booking')
  const lacking = await press({ ...login, email: 'permissions@example.com' })
  t.match(lacking.body, 'data-testid="needs-permissions"')
  t.match(lacking.body, 'data-testid="checklist"')
  t.match((await look()).body, 'data-testid="needs-permissions"')
  t.match((await press('recheck')).body, 'data-testid="map-units"')
})

t.test('a host invites a user', async (t) => {
  const { press, look, goTo } = await host(t, 'booking')
  t.ok(attributes(await look(), 'href').some((url) => url.endsWith('&step=invite')))
  goTo('invite')
  t.match((await look()).body, 'data-testid="checklist"')
  const invited = await press('invite')
  t.match(textIn(invited, 'invite-email'), /^host-\d+@invite\.repull\.example$/)
  t.equal(textIn(invited, 'invite-name'), 'Repull')
  t.match(textIn(invited, 'two-factor-number'), /^\+1202/)
  t.match((await look()).body, 'data-testid="invite-email"', 'the page stays until it is done')
  t.match((await press('recheck')).body, 'data-testid="map-units"')
})

t.test('a recheck without a sign-in is a problem of the form', async (t) => {
  const { press } = await host(t, 'booking')
  t.equal((await press('recheck')).status, 404)
  t.equal((await press({ decision: 'map', 'unit-x': '1' })).status, 404)
})

t.test('the steps of one flow are not there in others', async (t) => {
  const mock = await createMock(t)
  const guesty = await mock.open('guesty')
  const page = await visit(mock, `/connect/guesty?session=${guesty}&step=sign-in`)
  t.match(page.body, 'data-testid="submit-credentials"')
  const vrbo = await mock.open('vrbo')
  const invite = await visit(mock, `/connect/vrbo?session=${vrbo}&step=invite`)
  t.match(invite.body, 'data-testid="activation-username"')
})

t.test('a host who came from the picker goes back to it, and chooses another provider', async (t) => {
  const mock = await createMock(t)
  const sessionId = await mock.open(null)
  await mock.call('POST', `/v1/connect/sessions/${sessionId}/select-provider`, { body: { provider: 'vrbo' } })
  const body = { sessionId, action: 'login', email: 'trusted@example.com', password: 'p1' }
  await mock.call('POST', '/v1/connect/vrbo-login/session', { body })
  await pressOn(mock, `/connect/vrbo?session=${sessionId}`, 'pick')
  const select = { provider: 'guesty' }
  await mock.call('POST', `/v1/connect/sessions/${sessionId}/select-provider`, { body: select })
  const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
})

t.test('a tester ends a sign-in at once', async (t) => {
  for (const [provider, flow, connected] of [
    ['vrbo', 'vrbo-login', 'vrbo'],
    ['booking', 'booking-extranet-login', 'booking_extranet'],
  ] as const) {
    const { look, first, mock } = await host(t, provider)
    const links = attributes(await look(), 'href').filter((url) => url.includes('auto=approve'))
    t.match(links, [new RegExp(`flow=${flow}`)])
    const done = await look(`${first}&auto=approve&flow=${flow}`)
    t.match(done.body, 'data-testid="done"')
    t.match((await mock.call('GET', '/v1/connect')).body.data, [{ provider: connected }])
  }
  const { look, first, status } = await host(t, 'vrbo')
  const refused = await look(`${first}&auto=approve&flow=vrbo`)
  t.equal(refused.status, 400)
  t.match(refused.body, 'data-code="invalid_params"')
  t.equal((await look(`${first}&auto=approve&flow=booking-extranet-login`)).status, 400)
  await look(`${first}&auto=deny&flow=vrbo-login`)
  t.equal(await status(), 'cancelled')
})

t.test('the pages are French for French hosts', async (t) => {
  const { look, press } = await host(t, 'vrbo', { locale: 'fr' })
  t.match((await look()).body, 'Se connecter')
  t.match((await press(login)).body, 'Confirmer le code')
})

t.test('an expired or ended session shows no form', async (t) => {
  const { press, look, mock, at } = await host(t, 'vrbo')
  await press(login)
  const formToken = tokenIn(await look())
  mock.clock.advance(31 * 60_000)
  const late = await post(mock, at(), { formToken, decision: 'otp', code: '123456' })
  t.equal(late.status, 410)
  t.match(late.body, 'data-code="session_expired"')
})
