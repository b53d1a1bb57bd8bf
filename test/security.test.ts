import { access, readFile } from 'node:fs/promises'
import t from 'tap'
import { rootUrl } from './helpers/project.js'

t.test('each promise of SECURITY.md names tests that there are', async (t) => {
  const text = await readFile(new URL('SECURITY.md', rootUrl), 'utf8')
  const promises = text
    .slice(text.indexOf('## What is promised'))
    .split('\n')
    .filter((line) => /^\| (?!promise)[^-]/.test(line))
  t.ok(promises.length >= 10)
  for (const promise of promises) {
    const files = [...promise.matchAll(/`(test\/[\w/.-]+\.ts)`/g)].map(([, file = '']) => file)
    t.not(files.length, 0, promise)
    for (const file of files) await t.resolves(access(new URL(file, rootUrl)), file)
  }
})
