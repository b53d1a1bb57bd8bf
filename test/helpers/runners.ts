import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { installed } from './installed.js'
import { root } from './project.js'

const fixtures = join(root, 'test/packaged/runners')

/** A project that has the packed package, and finds the test runners and compilers of users. */
export interface RunnersProject {
  readonly folder: string
  /** The folder of the modules of the runners. */
  readonly modules: string
}

/** Makes a project with the fixtures for one file of tests. The registry is asked when there is a new list of runners. */
export async function runnersProject(t: Test): Promise<RunnersProject> {
  const runners = await installedRunners()
  const folder = await mkdtemp(join(runners, 'project-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await cp(fixtures, folder, { recursive: true })
  await cp((await installed()).folder, join(folder, 'node_modules/repull-mock'), { recursive: true })
  return { folder, modules: join(runners, 'node_modules') }
}

/** Who asks first installs them, beside what is compiled, which is made anew each time. */
async function installedRunners(): Promise<string> {
  const list = await readFile(join(fixtures, 'package.json'), 'utf8')
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 8)
  const folder = join(root, '.cache', `runners-${hash}`)
  if (existsSync(folder)) return folder
  await mkdir(join(folder, '..'), { recursive: true })
  const draft = await mkdtemp(`${folder}-`)
  await writeFile(join(draft, 'package.json'), list)
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefer-offline']
  await promisify(execFile)('npm', ['install', ...options], { cwd: draft })
  try {
    await rename(draft, folder)
  } catch {
    await rm(draft, { recursive: true }) // Somebody else was first.
  }
  return folder
}
