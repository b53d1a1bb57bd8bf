import t from 'tap'
import { isSecretName, maskForLog, maskForResponse, maskHeader, maskKey } from '../../src/lib/masking.js'

t.test('keys and users are masked, long texts cut, broken characters mended', async (t) => {
  t.equal(maskForResponse('a sk_live_abc/d?sk_test_x whsec_y'), 'a sk_live_…?sk_test_… whsec_…')
  t.equal(maskForResponse('/v1/sk%5Ftest%5Fabc'), '/v1/sk_test_…', 'escaped, too')
  t.equal(maskForResponse('/v1/s%6b_%74est%5Fabc?a=%20'), '/v1/sk_test_…?a=%20', 'in any letter')
  t.equal(maskForResponse('/v1/%6A%20%zz'), '/v1/%6A%20%zz', 'other texts stay as they are')
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

t.test('so it does however the id is escaped', async (t) => {
  for (const id of ['cs_%30%31KAJ5M1Q0V7W8X9Y0Z1A2B3C4', '%63s%5f01KAJ5M1Q0V7W8X9Y0Z1A2B3%43%34'])
    t.equal(maskForLog(`/v1/connect/sessions/${id}`), '/v1/connect/sessions/cs_…B3C4', id)
})

t.test('of a header its keys are masked, and all of one that is secret', async (t) => {
  t.equal(maskHeader('Authorization', 'Bearer sk_test_abc'), 'Bearer sk_test_…')
  t.equal(maskHeader('Authorization', 'Basic abc'), '…')
  t.equal(maskHeader('x-tenant', 'sk_live_abc'), 'sk_live_…')
  t.equal(maskHeader('x-tenant', 'a'), 'a')
})

t.test('secrets are known by the names of their fields, in any spelling', async (t) => {
  for (const name of ['client_secret', 'apiKey', 'passwd', 'credentials.anything', 'X-Auth-Token', 'propKey'])
    t.ok(isSecretName(name), name)
  for (const name of ['username', 'client-id', 'hotelId', 'state']) t.notOk(isSecretName(name), name)
})

t.test(
  'a masked key shows where it begins, and at most four characters and a third of its end',
  async (t) => {
    t.equal(maskKey('sk_test_ci_job_12'), 'sk_test_…_12')
    t.equal(maskKey('sk_live_a-very-long-key'), 'sk_live_…-key')
    t.equal(maskKey('sk_test_ab'), 'sk_test_…')
    t.equal(maskKey('canary'), '…ry')
  },
)
