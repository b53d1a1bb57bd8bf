import t from 'tap'
import { isSecretName, maskForLog, maskForResponse } from '../../src/lib/masking.js'

t.test('keys and users are masked, long texts cut, broken characters mended', async (t) => {
  t.equal(maskForResponse('a sk_live_abc/d?sk_test_x whsec_y'), 'a sk_live_…?sk_test_… whsec_…')
  t.equal(maskForResponse('/v1/sk%5Ftest%5Fabc'), '/v1/sk%5Ftest%5F…', 'escaped, too')
  t.equal(maskForResponse('x'.repeat(200)), 'x'.repeat(200))
  t.equal(maskForResponse('x'.repeat(201)), `${'x'.repeat(200)}…`)
  t.equal(maskForResponse('a\ud800b'), 'a\ufffdb')
  t.equal(
    maskForResponse('see http://me:hunt@er2@a.example/@b'),
    'see http://…@a.example/@b',
    'and who logs in',
  )
})

t.test('a log line shows the last four characters of a session id', async (t) => {
  t.equal(
    maskForLog('/v1/connect/sessions/cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4/complete'),
    '/v1/connect/sessions/cs_…B3C4/complete',
  )
})

t.test('secrets are known by the names of their fields, in any spelling', async (t) => {
  for (const name of ['client_secret', 'apiKey', 'passwd', 'credentials.anything', 'X-Auth-Token', 'propKey'])
    t.ok(isSecretName(name), name)
  for (const name of ['username', 'client-id', 'hotelId', 'state']) t.notOk(isSecretName(name), name)
})
