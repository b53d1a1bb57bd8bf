import t from 'tap'
import { isLoopback, localHost, urlOf } from '../../src/lib/address.js'

t.test('an address of IPv6 stands in brackets, a wildcard is reached by loopback', async (t) => {
  t.equal(urlOf('::1', 7855), 'http://[::1]:7855')
  t.equal(urlOf('localhost', 80), 'http://localhost:80')
  t.strictSame(['0.0.0.0', '::', '10.0.0.1'].map(localHost), ['127.0.0.1', '::1', '10.0.0.1'])
})

t.test('loopback is the machine itself, and nothing that looks like it', async (t) => {
  for (const host of ['localhost', 'LOCALHOST', 'x.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])
    t.ok(isLoopback(host), host)
  for (const host of ['0.0.0.0', '::', 'localhost.evil.example', '127.0.0.1.nip.io', '128.0.0.1', '10.0.0.1'])
    t.notOk(isLoopback(host), host)
})
