import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { root } from './project.js'

/** The package where it finds no other, and where what is run of it is not counted as covered. */
export async function copyPackage(t: Test): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(copy, { recursive: true }))
  for (const name of ['package.json', 'openapi.yaml', 'openapi-2026-07.yaml', 'bundle'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  return copy
}
