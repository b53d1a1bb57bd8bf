import t from 'tap'
import { systemRandom } from '../../src/lib/ids.js'
import { systemRandomSource } from '../../src/workspaces/random-source.js'

t.test('random values have their form, and do not repeat', async (t) => {
  const randomSource = systemRandomSource(systemRandom)
  const all = async () => [
    await randomSource.sessionId(0),
    await randomSource.requestId(0),
    await randomSource.uuid(),
    String(await randomSource.fraction()),
  ]
  const [session, request, uuid, fraction] = await all()
  t.match(session, /^cs_0{10}[0-9A-HJKMNP-TV-Z]{16}$/)
  t.match(request, /^req_0{10}[0-9A-HJKMNP-TV-Z]{16}$/)
  t.match(uuid, /^[0-9a-f-]{36}$/)
  t.ok(Number(fraction) >= 0 && Number(fraction) < 1)
  t.equal(new Set([...(await all()), session, request, uuid, fraction]).size, 8)
})
