import { execFileSync } from 'node:child_process'
import t from 'tap'
import { shellQuoted } from '../../src/lib/shell.js'

t.test('a shell reads a quoted argument as it was', async (t) => {
  for (const argument of ["it's", '$(id) `id` "$HOME"', "'; id #", '\\', 'a\nb', ''])
    t.equal(execFileSync('sh', ['-c', `printf %s ${shellQuoted(argument)}`], { encoding: 'utf8' }), argument)
})
