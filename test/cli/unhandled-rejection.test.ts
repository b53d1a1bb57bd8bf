import t from 'tap'
import { startProgram } from '../helpers/process.js'

/** Lets a running program fail where nobody handles it, by a signal. */
const failing = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => void Promise.reject(new Error('lost promise')))
  process.on('SIGURG', () => void Promise.reject('lost text'))
  process.on('SIGWINCH', () => setTimeout(() => { throw new Error('lost exception') }))
`)}`

t.test('an unhandled rejection is printed, and the server goes on; an exception ends it', async (t) => {
  const program = await startProgram(t, { NODE_OPTIONS: `--import=${failing}` })
  const isHealthy = async () => (await fetch(`${program.url}/v1/health`)).ok
  program.child.kill('SIGUSR2')
  while (!program.stderr().includes('lost promise')) t.ok(await isHealthy())
  t.match(program.stderr(), /^repull-mock: unhandled rejection, a bug of the mock: Error: lost promise\n/)
  program.child.kill('SIGURG')
  while (!program.stderr().includes(': lost text\n')) t.ok(await isHealthy())
  program.child.kill('SIGWINCH')
  t.equal(await program.ended, 1)
  t.match(program.stderr(), 'lost exception')
})
