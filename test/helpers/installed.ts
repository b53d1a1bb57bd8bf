import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { root } from './project.js'

const execute = promisify(execFile)

/** What `npm pack` says of the package that it made. */
export interface Packed {
  readonly filename: string
  /** Of the tarball, in bytes. */
  readonly size: number
  /** Of all files in it, in bytes. */
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

/** Packs a project into a folder as npm would publish it. */
export async function pack(folder: string, project = root): Promise<Packed> {
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], { cwd: project })
  // An array, in some versions of npm an object by name.
  return Object.values(JSON.parse(stdout) as Record<string, Packed>)[0] as Packed
}

/** A project in which npm installed the package from its tarball, without a network, and nothing else. */
export interface Installed {
  readonly project: string
  /** The folder of the package in the project. */
  readonly folder: string
  readonly program: string
  readonly tarball: string
  readonly packed: Packed
  /** All that npm said when it installed the package. */
  readonly said: string
}

/** One for all tests, which leave it as it is. Who asks first makes it; to compile the tests takes it away. */
export async function installed(): Promise<Installed> {
  const project = join(root, '.cache/tests/installed')
  if (!existsSync(project)) await install(project)
  const made: Pick<Installed, 'packed' | 'said'> = JSON.parse(
    await readFile(join(project, 'made.json'), 'utf8'),
  )
  return { ...made, ...placesIn(project), tarball: join(project, made.packed.filename) }
}

async function install(project: string): Promise<void> {
  const draft = await mkdtemp(`${project}-`)
  const packed = await pack(draft)
  await writeFile(join(draft, 'package.json'), '{ "private": true }\n')
  const { stdout, stderr } = await execute('npm', ['install', '--offline', packed.filename], { cwd: draft })
  await writeFile(join(draft, 'made.json'), JSON.stringify({ packed, said: stdout + stderr }))
  try {
    await rename(draft, project)
  } catch {
    await rm(draft, { recursive: true }) // Somebody else was first.
  }
}

/** A copy for one test, in a folder of this name. No server has run in it yet. */
export async function installedCopy(
  t: Test,
  name = 'project',
): Promise<Pick<Installed, 'project' | 'folder' | 'program'>> {
  const folder = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const copy = join(folder, name)
  await cp((await installed()).project, copy, { recursive: true, verbatimSymlinks: true })
  return placesIn(copy)
}

function placesIn(project: string) {
  const modules = join(project, 'node_modules')
  return { project, folder: join(modules, 'repull-mock'), program: join(modules, '.bin/repull-mock') }
}
