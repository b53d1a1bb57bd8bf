import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package where it finds no other, and where what is run of it is not counted as covered. */
export async function copyPackage(t: Test): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(copy, { recursive: true }))
  for (const name of ['package.json', 'openapi.yaml', 'bundle'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  return copy
}
