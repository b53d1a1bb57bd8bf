import t from 'tap'
import { programName } from '../../src/cli/program-name.js'

for (const [file, folder, name] of [
  ['/app/node_modules/.bin/repull-mock', '/app', 'npx repull-mock'],
  ['C:\\app\\node_modules\\repull-mock\\bundle\\cli.cjs', 'C:\\app', 'npx repull-mock'],
  ['/usr/local/bin/repull-mock', '/app', 'repull-mock'],
  ['/clone/bundle/cli.cjs', '/clone', 'node bundle/cli.cjs'],
  ['/clone/bundle/cli.cjs', '/app', 'node /clone/bundle/cli.cjs'],
] as const) {
  t.test(`${file} is called ${name} in ${folder}`, async (t) => {
    t.equal(programName(file, folder), name)
  })
}
