// Compiles sources, tests and build/docs into .cache/tests/, once for all processes of tests: to compile what each one
// imports takes longer than to run it.
import { spawnSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const folder = '.cache/tests'
rmSync(folder, { recursive: true, force: true })
const options = ['--noCheck', '--noEmit', 'false', '--declaration', 'false', '--outDir', folder]
const { status } = spawnSync('node_modules/.bin/tsc', options, { stdio: 'inherit' })
// The package finds these beside the folder of its code.
for (const name of ['package.json', 'openapi.yaml', 'openapi-2026-07.yaml', 'bundle'])
  symlinkSync(`../../${name}`, `${folder}/${name}`)
process.exitCode = status ?? 1
