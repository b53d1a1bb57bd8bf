import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { apiVersions } from '../../src/versions/api-version.js'
import { differenceNames, differences, versionWarning } from '../../src/versions/differences.js'
import { rootUrl } from '../helpers/project.js'

const folder = new URL('test/versions/', rootUrl)

t.test('every row has a test of its own that runs in each version, and every test a row', async (t) => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts'))
  const others = ['differences.test.ts', 'schema.test.ts']
  t.strictSame(
    files.filter((name) => !others.includes(name)).sort(),
    differenceNames.map((name) => `${name}.test.ts`).sort(),
  )
  for (const name of differenceNames)
    t.match(await readFile(new URL(`${name}.test.ts`, folder), 'utf8'), 'inEachVersion(', name)
})

t.test('the versions differ in every row, and its warning fits a header', async (t) => {
  for (const name of differenceNames) {
    const values = apiVersions.map((version) => differences[name][version])
    t.equal(new Set(values).size, apiVersions.length, name)
    for (const version of apiVersions) {
      const text = versionWarning(version, name)
      t.match(text, /^[\x20-\x7e]{1,200}$/, name)
      t.match(text, `${differences[name][version]} here`, name)
    }
  }
})
