import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { declarations } from '../src/cli/settings.js'
import { rootUrl } from './helpers/project.js'

const dockerfile = await readFile(new URL('Dockerfile', rootUrl), 'utf8')
const ignored = await readFile(new URL('.dockerignore', rootUrl), 'utf8')
const manifest = JSON.parse(await readFile(new URL('package.json', rootUrl), 'utf8'))

/** The rests of the lines that begin so, in each of the images that the file makes. */
function linesOf(instruction: string): readonly (readonly string[])[] {
  return dockerfile
    .split(/^(?=FROM )/m)
    .map((image) =>
      [...image.matchAll(new RegExp(`^${instruction} (.*)$`, 'gm'))].map(([, rest = '']) => rest),
    )
}

t.test(
  'the image starts the program that the package has, on the default port, for everybody, as nobody special',
  async (t) => {
    t.match(dockerfile, `\nENTRYPOINT ["node", "${manifest.bin['repull-mock']}"]\n`)
    t.notMatch(dockerfile, /^CMD /m, 'words after the name of the image are its flags')
    t.match(dockerfile, `EXPOSE ${declarations.PORT.fallback}`)
    t.match(dockerfile, /^ENV .*\bREPULL_MOCK_HOST=0\.0\.0\.0$/m)
    t.match(dockerfile, /^USER node$/m)
  },
)

t.test(
  'it is built on the version of Node that it runs on, a named one that the package allows',
  async (t) => {
    const [built, run] = linesOf('FROM').map(([image = '']) => /^node:(\d+)-slim\b/.exec(image)?.[1])
    t.equal(built, run)
    t.ok(Number(run) >= Number(/\d+/.exec(manifest.engines.node)), `Node ${run}`)
  },
)

t.test('it tells its health by itself, sooner than it asks again', async (t) => {
  const [[check = ''] = []] = linesOf('HEALTHCHECK').slice(-1)
  t.match(check, `CMD ["node", "${manifest.bin['repull-mock']}", "health"]`)
  const [, interval, timeout] = /--interval=(\d+)s --timeout=(\d+)s/.exec(check) ?? []
  t.ok(Number(timeout) < Number(interval), check)
})

t.test('the signal that stops it reaches the program, and is one that it ends well on', async (t) => {
  t.strictSame(linesOf('STOPSIGNAL').flat(), [], 'it is SIGTERM when not said')
  for (const command of linesOf('(?:CMD|ENTRYPOINT)').flat())
    t.match(command, /^\["node", /, 'no shell comes between')
})

t.test('what it is made of is there, and is handed to the builder', async (t) => {
  const copied = linesOf('COPY')
    .flat()
    .filter((line) => !line.startsWith('--from='))
    .flatMap((line) =>
      line
        .split(' ')
        .slice(0, -1)
        .map((name) => name.replace('./', '')),
    )
  t.ok(copied.includes('src'))
  for (const name of copied) {
    t.ok(existsSync(new URL(name, rootUrl)), `${name} is there`)
    t.match(ignored, new RegExp(`^!${name.replaceAll('.', '\\.')}$`, 'm'), `${name} is not ignored`)
  }
  t.equal(ignored.split('\n')[0], '*', 'all else is')
})

t.test(
  'what runs is what was built and what users get, beside what the program reads and its licence',
  async (t) => {
    const copies = linesOf('COPY').at(-1)
    t.strictSame(copies, [
      '--from=build /app/bundle ./bundle',
      'package.json openapi.yaml openapi-2026-07.yaml LICENSE ./',
    ])
  },
)
