import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { installed } from './installed.js'
import { root } from './project.js'

const runners = join(root, 'test/packaged/runners')

/** A registry that does not answer is given up after half a minute. */
const options = [
  ...['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefer-offline'],
  ...['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'],
]

/** A project that has the packed package, and finds the programs of users: test runners, compilers, generators. */
export interface RunnersProject {
  readonly folder: string
  /** The folder of the modules of these programs. */
  readonly modules: string
}

/**
 * Makes a project with fixtures for one file of tests. The registry is asked when there is a new list of programs.
 *
 * @param fixtures the folder of the fixtures, with the list of programs as its package.json.
 */
export async function runnersProject(t: Test, fixtures = runners): Promise<RunnersProject> {
  const programs = await installedFor(fixtures)
  const folder = await mkdtemp(join(programs, 'project-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await cp(fixtures, folder, { recursive: true })
  await cp((await installed()).folder, join(folder, 'node_modules/repull-mock'), { recursive: true })
  return { folder, modules: join(programs, 'node_modules') }
}

/** The same; undefined where neither the registry nor the cache of npm has the programs. */
export async function runnersProjectIfThere(t: Test, fixtures: string): Promise<RunnersProject | undefined> {
  try {
    return await runnersProject(t, fixtures)
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string }
    if (/npm error code (?:EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENOTCACHED)/.test(stderr))
      return undefined
    throw error
  }
}

/** Who asks first installs them, beside what is compiled, which is made anew each time. */
async function installedFor(fixtures: string): Promise<string> {
  const list = await readFile(join(fixtures, 'package.json'), 'utf8')
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 8)
  const folder = join(root, '.cache', `${basename(fixtures)}-${hash}`)
  if (existsSync(folder)) return folder
  await mkdir(join(folder, '..'), { recursive: true })
  const draft = await mkdtemp(`${folder}-`)
  await writeFile(join(draft, 'package.json'), list)
  try {
    await promisify(execFile)('npm', ['install', ...options], { cwd: draft })
  } catch (error) {
    await rm(draft, { recursive: true })
    throw error
  }
  try {
    await rename(draft, folder)
  } catch {
    await rm(draft, { recursive: true }) // Somebody else was first.
  }
  return folder
}
