import t from 'tap'
import { createMock } from '../helpers/mock.js'
import { attributes, press, visit } from '../helpers/pages.js'

const logo = 'data:image/svg+xml;base64,PHN2Zy8+'

t.test('pages name the app that asks, and show its logo', async (t) => {
  const settings = { APP_NAME: 'Shoreline & Co', APP_LOGO: logo }
  const mock = await createMock(t, { settings })
  const redirectUrl = 'https://app.example/'
  for (const [locale, asks, back] of [
    ['en', 'Shoreline &#38; Co asks for access to your Airbnb account.', 'Back to Shoreline &#38; Co'],
    ['fr', 'Shoreline &#38; Co demande l’accès à votre compte Airbnb.', 'Retour à Shoreline &#38; Co'],
  ] as const) {
    const path = `/connect/airbnb?session=${await mock.open('airbnb', { redirectUrl, locale })}`
    const page = await visit(mock, path)
    t.match(page.body, asks)
    t.ok(attributes(page, 'src').includes(logo))
    t.match(page.headers['content-security-policy'], 'img-src data:;', 'and nothing is loaded for that')
    t.match((await press(mock, path, 'deny')).body, back)
    t.match((await visit(mock, path)).body, back)
  }
})

t.test('an app without a name is called so, in the language of the page', async (t) => {
  const mock = await createMock(t)
  for (const [locale, asks] of [
    ['en', 'Your app asks'],
    ['fr', 'Votre application demande'],
  ] as const) {
    const page = await visit(mock, `/connect/airbnb?session=${await mock.open('airbnb', { locale })}`)
    t.match(page.body, asks)
    t.match(page.body, '<span class="mark app" aria-hidden="true"><svg ')
  }
})

t.test('an app without a logo has the first letter of its name', async (t) => {
  const mock = await createMock(t, { settings: { APP_NAME: 'Shoreline' } })
  const page = await visit(mock, `/connect/airbnb?session=${await mock.open('airbnb')}`)
  t.match(page.body, '<span class="mark app" aria-hidden="true">S</span>')
})

t.test('a page says whether the host refused, left, or could not connect', async (t) => {
  const mock = await createMock(t)
  for (const [decision, kind, text] of [
    ['deny', 'refused', 'You gave your app no access to your Airbnb account.'],
    ['cancel', 'cancelled', 'You stopped before the end.'],
    ['conflict', 'errored', 'Disconnect it there first'],
    ['confirm', 'completed', 'From now on, your app works with your Airbnb account.'],
  ] as const) {
    const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
    const page = await press(mock, path, decision)
    t.match(page.body, `<span class="sign is-${kind}">`)
    t.match(page.body, text)
  }
  const denied = await visit(mock, `/connect/airbnb?session=${await mock.open('airbnb')}&auto=deny`)
  t.match(denied.body, '<span class="sign is-refused">')
})

t.test('a link that cannot be used shows why', async (t) => {
  const mock = await createMock(t)
  const [used, completed, late] = await Promise.all([1, 2, 3].map(() => mock.open('airbnb')))
  await visit(mock, `/connect/airbnb?session=${used}&auto=deny`)
  await visit(mock, `/connect/airbnb?session=${completed}&auto=approve`)
  mock.clock.advance(1_800_000)
  for (const [id, kind] of [
    [used, 'cancelled'],
    [completed, 'completed'],
    [late, 'expired'],
    ['cs_00000000000000000000000000', 'problem'],
  ] as const)
    t.match((await visit(mock, `/connect/airbnb?session=${id}`)).body, `<span class="sign is-${kind}">`, kind)
})
