import t from 'tap'
import { isRunByNpm, runnerOf } from '../../src/cli/signals.js'
import { programCommand, runCommand, untilGone } from '../helpers/process.js'

/** A shell that starts the rest of its words and waits for them, as npm does it. */
const inShell = ['sh', '-c', '"$@" & wait', 'sh']

t.test('run by npx it ends with the shell that it is run in', async (t) => {
  const settings = { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json', npm_lifecycle_event: 'npx' }
  for (const args of [[], ['exec', '--', 'sh', '-c', 'echo "{ \\"pid\\": $PPID }" && exec sleep 60']]) {
    const shell = runCommand(t, [...inShell, ...programCommand(args, settings)])
    const { pid } = JSON.parse(await shell.line(/"pid"/))
    shell.child.kill('SIGKILL')
    await t.resolves(untilGone(pid))
    await shell.ended
  }
})

t.test('it may outlive the shell of whoever runs it otherwise', async (t) => {
  const shell = runCommand(t, [
    ...inShell,
    ...programCommand([], { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' }),
  ])
  const { pid, url } = JSON.parse(await shell.line(/listening on/))
  shell.child.kill('SIGKILL')
  for (let time = 0; time < 10; time++) t.equal((await fetch(`${url}/v1/health`)).status, 200)
  process.kill(pid, 'SIGTERM')
  await shell.ended
})

t.test('run by npx it ends with npx, though the shell between goes on', async (t) => {
  const settings = { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json', npm_lifecycle_event: 'npx' }
  const npx = runCommand(t, ['sh', '-c', '"$@"; :', 'sh', ...inShell, ...programCommand([], settings)])
  const { pid } = JSON.parse(await npx.line(/listening on/))
  npx.child.kill('SIGKILL')
  await t.resolves(untilGone(pid))
  await npx.ended
})

t.test('of a process that is gone nobody knows who ran it', async (t) => {
  t.equal(runnerOf(2 ** 30), 2 ** 30)
  t.equal(runnerOf(process.pid), process.pid, 'this one is no shell')
})

t.test('npm runs it for as long as itself by npx and by the start of this project alone', async (t) => {
  t.ok(isRunByNpm({ npm_lifecycle_event: 'npx', npm_package_name: 'app' }))
  t.ok(isRunByNpm({ npm_lifecycle_event: 'start', npm_package_name: 'repull-mock' }))
  t.notOk(isRunByNpm({ npm_lifecycle_event: 'start', npm_package_name: 'app' }))
  t.notOk(isRunByNpm({ npm_lifecycle_event: 'pretest', npm_package_name: 'repull-mock' }))
  t.notOk(isRunByNpm({}))
})
