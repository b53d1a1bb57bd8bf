import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, root } from './bench.js'
import { createRequest } from './cases.js'
import { ask } from './client.js'
import { type ServerProcess, startServer } from './server-process.js'

/** Mock servers of others, which answer from openapi.yaml. */
export const peers = {
  prism: {
    name: 'Prism',
    package: '@stoplight/prism-cli',
    // The last one for Node 20; the later ones want 24.
    version: '5.14.2',
    bin: 'prism',
    args: (port: number) => ['mock', '-h', '127.0.0.1', '-p', String(port), '-v', 'silent', document],
  },
  mockoon: {
    name: 'Mockoon',
    package: '@mockoon/cli',
    version: '9.9.0',
    bin: 'mockoon-cli',
    args: (port: number) => [
      'start',
      ...['--data', document, '--port', String(port), '--hostname', '127.0.0.1'],
      ...['--disable-log-to-file', '--disable-admin-api'],
    ],
  },
} as const

export type PeerName = keyof typeof peers

/** Not a server: it answers within the process that asks. */
const msw = { package: 'msw', version: '2.15.0' }

const document = join(root, 'openapi.yaml')
const folder = join(root, '.cache', 'peers')

/** Fetches the peers where they are not there yet, and starts them. */
export async function startPeers(bench: Bench): Promise<Record<PeerName, ServerProcess>> {
  await fetchPeers(bench)
  return { prism: await startPeer(bench, 'prism'), mockoon: await startPeer(bench, 'mockoon') }
}

/** Installs the peers into .cache/peers unless they are there. */
export async function fetchPeers({ children, say }: Bench): Promise<void> {
  const all = [...Object.values(peers), msw]
  if (all.every((peer) => installedVersion(peer.package) === peer.version)) return
  say('fetching Prism, Mockoon and MSW into .cache/peers')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const wanted = all.map((peer) => `${peer.package}@${peer.version}`)
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--omit=dev']
  await children.run('npm', ['install', ...flags, ...wanted], 600_000, folder)
}

async function startPeer(bench: Bench, id: PeerName): Promise<ServerProcess> {
  const peer = peers[id]
  const port = await freePort()
  const server = await startServer(bench.children, {
    name: peer.name,
    args: [join(folder, 'node_modules', '.bin', peer.bin), ...peer.args(port)],
    logFile: join(bench.folder, `${id}.log`),
    port,
  })
  await untilRight(server)
  return server
}

/** Waits for the answer that the load will get; neither says in one way when it is ready. */
async function untilRight(server: ServerProcess): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const answer = await ask(server.port, createRequest()).catch((error: Error) => error)
    if (!(answer instanceof Error) && answer.status === 200 && 'sessionId' in JSON.parse(answer.body)) return
    if (performance.now() > deadline) {
      throw new Error(`${server.name} does not answer as it should within 60 s: ${JSON.stringify(answer)}`)
    }
    await sleep(200)
  }
}

function installedVersion(name: string): string | undefined {
  const file = join(folder, 'node_modules', name, 'package.json')
  if (!existsSync(file)) return undefined
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  await new Promise((resolve) => server.close(resolve))
  return port
}
