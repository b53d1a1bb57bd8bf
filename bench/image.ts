import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type Findings, root } from './bench.js'

const name = 'repull-mock-bench'

/** How much larger the image is than the one it is made from, where there is an engine that has that one. */
export async function measureImage({ options, children, say }: Bench): Promise<Findings> {
  if (!options.parts.has('image')) return { measurements: [], details: [] }
  say('image')
  const base = /^FROM (\S+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1] as string
  const sizeOf = async (engine: string, image: string) =>
    Number(await children.run(engine, ['image', 'inspect', '--format', '{{.Size}}', image], 30_000))
  const notes: string[] = []
  for (const engine of ['docker', 'podman']) {
    try {
      const baseBytes = await sizeOf(engine, base)
      await children.run(engine, ['build', '--tag', name, root], 600_000)
      const value = ((await sizeOf(engine, name)) - baseBytes) / 1e6
      await children.run(engine, ['image', 'rm', name], 60_000)
      return { measurements: [{ id: 'image', value }], details: [] }
    } catch {
      notes.push(engine)
    }
  }
  const note = `needs ${notes.join(' or ')} with ${base} pulled`
  return { measurements: [{ id: 'image', value: null, note }], details: [] }
}
