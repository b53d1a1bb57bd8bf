import t from 'tap'
import type { Session } from '../../src/sessions/model.js'
import { returnUrl } from '../../src/sessions/present.js'
import { session } from '../helpers/session.js'

const base = session('cs_1', {
  status: 'completed',
  provider: 'guesty',
  redirectUrl: 'https://app.example/cb',
  accountId: '42',
})

t.test('the return URL keeps the query and the fragment of the app to the letter', async (t) => {
  const redirectUrl = 'https://app.example/cb?a=b%20c+d&flag&x=%7Ey#/route?z=1'
  t.equal(
    returnUrl({ ...base, redirectUrl }, 0),
    'https://app.example/cb?a=b%20c+d&flag&x=%7Ey&status=connected&accountId=42&provider=guesty&sessionId=cs_1#/route?z=1',
  )
})

t.test('the return URL replaces our names in the query of the app', async (t) => {
  const redirectUrl = 'https://app.example/?status=old&provider&keep=1'
  t.equal(
    returnUrl({ ...base, redirectUrl, status: 'cancelled', state: 'a&b=c' }, 0),
    'https://app.example/?keep=1&status=cancelled&code=access_denied&provider=guesty&sessionId=cs_1&state=a%26b%3Dc',
  )
})

t.test('only airbnb returns a hostId', async (t) => {
  t.match(returnUrl({ ...base, provider: 'airbnb' }, 0), 'accountId=42&hostId=42')
})

t.test('an account that is connected elsewhere returns as cancelled, with a code', async (t) => {
  t.match(returnUrl({ ...base, status: 'errored' }, 0), 'status=cancelled&code=account_conflict')
})

t.test(
  'an open session has no return URL until it expires; one without a redirectUrl never has',
  async (t) => {
    const open: Session = { ...base, status: 'pending', provider: null, accountId: null }
    t.equal(returnUrl(open, 999), null)
    t.equal(returnUrl(open, 1000), 'https://app.example/cb?status=expired&sessionId=cs_1')
    t.equal(returnUrl({ ...base, redirectUrl: null }, 0), null)
  },
)

t.test('the return URL replaces our names also where the app wrote them with escapes', async (t) => {
  const redirectUrl = 'https://app.example/?st%61tus=connected&session%49d=cs_other&keep=1'
  const url = new URL(returnUrl({ ...base, redirectUrl, status: 'cancelled' }, 0) ?? '')
  t.strictSame(url.searchParams.getAll('status'), ['cancelled'])
  t.strictSame(url.searchParams.getAll('sessionId'), ['cs_1'])
  t.equal(url.searchParams.get('keep'), '1')
})
