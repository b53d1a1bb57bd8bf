import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { apiVersions } from '../../src/versions/api-version.js'

// The pages about these two errors were published without a version, so they hold in all of them.
for (const page of ['invalid-provider', 'session-expiry'])
  for (const version of apiVersions)
    t.test(`the tests of ${page} pass in ${version}`, async (t) => {
      const path = fileURLToPath(new URL(`./${page}.test.js`, import.meta.url))
      const env = { ...process.env, TEST_API_VERSION: version }
      const { status, stdout } = spawnSync(process.execPath, [path], { encoding: 'utf8', env })
      t.equal(status, 0, stdout.slice(-2000))
      t.match(stdout, /^# .*pass|^1\.\.[1-9]/m, 'with tests in it')
    })
