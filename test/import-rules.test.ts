import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { root } from './helpers/project.js'

const src = `${root}src`

/** Which rooms of src a room may import from. A file at the top of src is a room of its own. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'app-parts': ['cli', 'control', 'lib', 'storage', 'webhooks'],
  booking: [
    'connections',
    'errors',
    'http',
    'lib',
    'providers',
    'sessions',
    'storage',
    'versions',
    'workspaces',
  ],
  channels: [
    'booking',
    'connections',
    'errors',
    'http',
    'lib',
    'providers',
    'sandbox',
    'versions',
    'workspaces',
  ],
  cli: ['drill', 'lib', 'mock', 'package-file', 'server', 'storage', 'versions', 'webhooks'],
  connections: ['errors', 'http', 'lib', 'providers', 'sessions', 'storage', 'versions', 'workspaces'],
  control: [
    'connections',
    'errors',
    'http',
    'inspector',
    'lib',
    'pages',
    'providers',
    'sandbox',
    'sessions',
    'storage',
    'versions',
    'webhooks',
    'workspaces',
  ],
  drill: ['lib', 'mock', 'pages'],
  errors: ['lib', 'versions'],
  fixtures: ['index'],
  health: ['control', 'errors', 'http', 'lib', 'sessions'],
  home: ['errors', 'http', 'lib', 'package-file', 'pages', 'providers', 'versions'],
  http: ['control', 'errors', 'lib', 'providers', 'sessions', 'storage', 'versions', 'workspaces'],
  index: ['cli', 'drill', 'errors', 'mock', 'providers', 'webhooks'],
  inspector: ['errors', 'http', 'lib', 'pages', 'providers', 'versions', 'webhooks'],
  mock: [
    'cli',
    'connections',
    'control',
    'errors',
    'http',
    'lib',
    'providers',
    'sandbox',
    'server',
    'webhooks',
  ],
  pages: [
    'booking',
    'connections',
    'errors',
    'http',
    'lib',
    'package-file',
    'providers',
    'sessions',
    'versions',
    'sign-in',
    'units',
  ],
  providers: ['booking', 'connections', 'errors', 'http', 'lib', 'sessions', 'versions'],
  sandbox: [
    'booking',
    'connections',
    'errors',
    'http',
    'lib',
    'providers',
    'storage',
    'versions',
    'workspaces',
  ],
  server: ['app', 'app-parts', 'cli', 'control', 'lib', 'package-file', 'storage', 'webhooks'],
  sessions: ['connections', 'errors', 'http', 'lib', 'providers', 'storage', 'versions', 'workspaces'],
  'sign-in': ['connections', 'errors', 'http', 'lib', 'providers', 'sessions', 'workspaces'],
  storage: ['errors', 'lib'],
  units: [
    'booking',
    'connections',
    'errors',
    'http',
    'lib',
    'providers',
    'sessions',
    'storage',
    'workspaces',
  ],
  versions: [],
  webhooks: [
    'connections',
    'errors',
    'http',
    'lib',
    'sandbox',
    'sessions',
    'storage',
    'versions',
    'workspaces',
  ],
  workspaces: ['connections', 'errors', 'lib', 'sessions', 'storage', 'versions'],
  lib: [],
  'package-file': ['lib'],
}
const mayImportAll = ['api', 'app', 'app-routes', 'components', 'services']

/** Globals that a test runner's DOM or fake timers replace. Those that node-globals does not have are used nowhere. */
const replacedGlobals =
  'AbortController AbortSignal Blob BroadcastChannel Event EventTarget FormData Headers MessageChannel Request Response ' +
  'TextDecoder TextEncoder URL URLSearchParams WebSocket atob btoa clearImmediate clearInterval clearTimeout crypto fetch ' +
  'performance queueMicrotask setImmediate setInterval setTimeout structuredClone'

/** `fetch` stands in the health check, which runs in a process of its own. */
const globalsOfPrograms: Readonly<Record<string, readonly string[]>> = {
  'cli/health-check.ts': ['AbortSignal', 'fetch'],
}

interface Source {
  readonly file: string
  readonly room: string
  readonly code: string
  readonly imports: readonly string[]
}

async function readSources(): Promise<readonly Source[]> {
  const names = await readdir(src, { recursive: true })
  const files = names.filter((name) => /\.tsx?$/.test(name))
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(src, file), 'utf8')
      const code = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
      const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
        ([, name]) => name as string,
      )
      return { file, room: roomOf(file), code, imports }
    }),
  )
}

/** Whether a file runs in a browser, where it has time, randomness and globals of its own. */
function isForBrowsers(file: string): boolean {
  return file.startsWith('inspector/client/') || file === 'pages/scripts.ts'
}

function roomOf(file: string): string {
  return (file.split('/')[0] as string).replace(/\.tsx?$/, '')
}

/** The file of src that a relative import means. */
function targetOf({ file }: Source, name: string): string {
  const target = relative(src, join(src, dirname(file), name)).replace(/\.js$/, '.ts')
  return files.has(`${target}x`) ? `${target}x` : target
}

const sources = await readSources()
const files = new Set(sources.map(({ file }) => file))

t.test('rooms import only from the rooms that they may know', async (t) => {
  for (const source of sources) {
    const allowed = mayImport[source.room]
    t.ok(allowed || mayImportAll.includes(source.room), `${source.room} has a rule`)
    for (const name of source.imports.filter((name) => name.startsWith('.'))) {
      const room = roomOf(targetOf(source, name))
      const isFine = room === source.room || room === 'lib' || (allowed?.includes(room) ?? true)
      t.ok(isFine, `${source.file} imports ${name}`)
    }
  }
})

t.test('who keeps records knows the port of the store, and not what is behind it', async (t) => {
  const ports = [
    'storage/records.ts',
    'storage/directory.ts',
    'storage/journal-log.ts',
    'storage/rate-window.ts',
  ]
  const wiring = ['app', 'app-parts', 'cli', 'server', 'storage']
  for (const source of sources.filter(({ room }) => !wiring.includes(room))) {
    const targets = source.imports
      .filter((name) => name.startsWith('.'))
      .map((name) => targetOf(source, name))
    for (const target of targets.filter((file) => roomOf(file) === 'storage'))
      t.ok(ports.includes(target), `${source.file} imports ${target}`)
  }
})

t.test(
  'Fastify stays at the edge, time and randomness at their source, the process at the entry',
  async (t) => {
    const only: readonly [RegExp, readonly string[]][] = [
      [/from '(?:fastify|@fastify\/[\w-]+)'/, ['api', 'app', 'app-parts', 'http', 'pages']],
      [/\bprocess\./, ['cli', 'mock', 'server']],
      [/from 'node:child_process'/, ['cli/exec.ts', 'cli/drill-process.ts']],
      [
        /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\brandom(?:Bytes|FillSync|UUID|Int)\b/,
        ['lib/clock.ts', 'lib/ids.ts'],
      ],
    ]
    for (const [pattern, places] of only) {
      for (const { file, room } of sources.filter(
        ({ file, code }) => pattern.test(code) && !isForBrowsers(file),
      )) {
        const isRoute = pattern.source.includes('fastify') && /(?:\/|-)routes\.ts$|^control\//.test(file)
        t.ok(isRoute || places.includes(room) || places.includes(file), `${file} has ${pattern}`)
      }
    }
  },
)

t.test(
  'globals that a test runner replaces are taken from node-globals, and from nowhere else',
  async (t) => {
    for (const { file, code, imports } of sources.filter(({ file }) => file !== 'lib/node-globals.ts')) {
      t.notOk(imports.includes('node:timers') || imports.includes('node:perf_hooks'), file)
      const statements = code.replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
      const taken = /import \{([^}]*)\} from '[\w./]*node-globals\.js'/.exec(code)?.[1] ?? ''
      const allowed = [...(taken.match(/\w+/g) ?? []), ...(globalsOfPrograms[file] ?? [])]
      for (const name of isForBrowsers(file) ? [] : replacedGlobals.split(' ')) {
        const isUsed = new RegExp(`(?<![\\w.$-])${name}(?=[.(])|\\b(?:globalThis|global)\\.${name}\\b`).test(
          statements,
        )
        if (isUsed) t.ok(allowed.includes(name), `${file} takes ${name} from node-globals`)
      }
    }
  },
)

t.test('no default exports, no declared modules, no utils, no file over 250 lines', async (t) => {
  for (const { file, code } of sources) {
    t.notMatch(code, /export default|declare module/, file)
    t.notMatch(file, /util/, file)
    t.ok(code.split('\n').length <= (file === 'app.ts' ? 130 : 250), `${file} is short`)
  }
})

t.test('no state that outlives a server: nothing at module level can be assigned anew', async (t) => {
  for (const { file, code } of sources.filter(({ file }) => file !== 'cli.ts'))
    t.notMatch(code, /^(?:export )?(?:let|var) /m, file)
})

t.test('no circles among the files', async (t) => {
  const edges = new Map(
    sources.map((source) => [
      source.file,
      source.imports
        .filter((name) => name.startsWith('.') && !name.endsWith('.css'))
        .map((name) => targetOf(source, name)),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) t.fail(`circle: ${[...path, file].join(' → ')}`)
    if (path.includes(file) || done.has(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  t.equal(done.size, sources.length)
})
