import { randomInt } from 'node:crypto'
import fc, { type Arbitrary } from 'fast-check'
import t, { type Test } from 'tap'
import { noRedis, storeUrl } from '../helpers/redis.js'
import { listConnections, listSessions } from './commands/reading.js'
import { concurrent, sequential } from './commands.js'
import { Events } from './events.js'
import { Servers } from './servers.js'
import { type Run, Step } from './step.js'
import { emptyWorld, workspaceNames } from './world.js'

const wanted = Number(process.env.MODEL_COMMANDS ?? 10_000)
const seed = Number(process.env.MODEL_SEED ?? randomInt(2 ** 31))

/** Reads everything at the end of each run. */
const finalReads = workspaceNames.flatMap((name) => [
  new Step([{ text: 'sessions', create: listSessions(name) }]),
  new Step([{ text: 'connections', create: listConnections(name, null) }]),
])

/** Runs random commands against servers and the model. A failure prints a script that repeats it. */
async function holdsFor(t: Test, steps: Arbitrary<Step>, url: string | null): Promise<void> {
  const servers = await Servers.start(t, url)
  let commands = 0
  for (let round = 0; commands < wanted; round++) {
    const property = fc.asyncProperty(fc.commands([steps], { maxCommands: 80, size: 'max' }), async (all) => {
      const run: Run = { worlds: [emptyWorld], commands: 0, saved: new Map(), events: new Events() }
      await servers.begin()
      try {
        await fc.asyncModelRun(() => ({ model: run, real: servers }), all)
        for (const step of finalReads) await step.run(run, servers)
        await run.events.receive(run.worlds, servers)
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${servers.script}`)
      }
      commands += run.commands
    })
    const { failed, counterexample, errorInstance } = await fc.check(property, {
      seed: seed + round,
      numRuns: 50,
    })
    if (!failed) continue
    t.comment(`${counterexample}\n${(errorInstance as Error).message}`)
    t.fail(`the model does not explain what the servers did; again with MODEL_SEED=${seed}`)
    return
  }
  t.comment(`seed ${seed}: ${commands} commands fit the model; again with MODEL_SEED=${seed}`)
  t.pass('the model explains what the servers did')
}

for (const [name, steps] of [
  ['one command after the other', sequential],
  ['up to four commands at the same time', concurrent],
] as const) {
  t.test(`${name}, in memory`, (t) => holdsFor(t, steps, null))
  t.test(`${name}, on two servers with one store`, { skip: noRedis }, async (t) =>
    holdsFor(t, steps, await storeUrl(t)),
  )
}
