import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { settingNames } from '../../src/cli/settings.js'
import { root } from '../helpers/project.js'

async function read(paths: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(paths.map(async (path) => [path, await readFile(root + path, 'utf8')] as const))
}

async function filesOf(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(root + folder, { recursive: true })
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`)
}

/** Names that are also common words. */
const isWord = new Set(['PORT', 'HOST'])
const names = settingNames.filter((name) => !isWord.has(name)).join('|')
const plainName = new RegExp(`(?<![\\w.])(?:${names})\\b(?!:)|(?<![\\w.])(?:PORT|HOST)=`, 'g')

const texts = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  '.env.example',
  'compose.yaml',
  'Dockerfile',
  'openapi.yaml',
]

t.test('documents name settings as variables or flags', async (t) => {
  for (const [path, text] of await read([...texts, ...(await filesOf('docs', '.md'))]))
    t.strictSame(text.match(plainName) ?? [], [], path)
})

t.test('messages do so too, except those about settings that a program gave', async (t) => {
  const givenByPrograms = /^src\/(?:mock|cli)\//
  for (const [path, text] of await read(await filesOf('src', '.ts'))) {
    if (givenByPrograms.test(path)) continue
    const literals =
      text.replace(/\/\*[\s\S]*?\*\/|\/\/ .*$|\$\{[^}]*\}/gm, '').match(/'[^'\n]*'|`[^`]*`/g) ?? []
    const prose = literals.filter((literal) => /\s|=/.test(literal))
    t.strictSame(
      prose.flatMap((literal) => literal.match(plainName) ?? []),
      [],
      path,
    )
  }
})

t.test('nothing refers to dist/, which only a build has', async (t) => {
  const all = [
    ...texts,
    ...(await filesOf('docs', '.md')),
    ...(await filesOf('examples', '.md')),
    ...(await filesOf('src', '.ts')),
  ]
  for (const [path, text] of await read(all)) t.notMatch(text, /(?<!\/)\bdist\/(?!2020)/, path)
})
