import { readFile } from 'node:fs/promises'
import t from 'tap'
import { declarations } from '../src/settings.js'

const dockerfile = await readFile(new URL('../Dockerfile', import.meta.url), 'utf8')
const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))

t.test(
  'the image starts the program that the package has, on the default port, for everybody, as nobody special',
  async (t) => {
    t.match(dockerfile, `CMD ["node", "${manifest.bin['repull-mock']}"]`)
    t.match(dockerfile, `CMD ["node", "${manifest.bin['repull-mock']}", "health"]`)
    t.match(dockerfile, `EXPOSE ${declarations.PORT.fallback}`)
    t.match(dockerfile, /^ENV .*\bHOST=0\.0\.0\.0$/m)
    t.match(dockerfile, /^USER node$/m)
  },
)
