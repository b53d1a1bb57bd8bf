import { systemAlarm } from '../lib/clock.js'
import { readVersion } from '../package-file.js'
import { StoreError } from '../storage/store-error.js'
import { type Command, readCommand } from './command-line.js'
import { readDrillConfig } from './drill-config.js'
import { helpText } from './help.js'
import { DescriptorOutput, type Output } from './output.js'
import { serve } from './serve.js'
import type { Settings, SettingsError } from './settings.js'
import { endWithParent, isRunByNpm } from './signals.js'

/** How long the last lines may take to be written when the program ends, in milliseconds. */
const flushTimeoutMs = 100

/**
 * Runs the command of the command line with the settings of the environment. The exit code does not depend on stdout and
 * stderr: neither a closed pipe nor a full disk changes it.
 *
 * @returns the exit code (ours): 0 after a signal or when all is well, 1 unhealthy or failed, 2 bad settings, 3 the port
 * is taken; of `exec` that of its command, of `drill` 1 for harm and 3 for a command that fails by itself.
 */
export async function main(): Promise<number> {
  const out = new DescriptorOutput(1, systemAlarm)
  const errors = new DescriptorOutput(2, systemAlarm)
  process.on('exit', () => {
    out.flush()
    errors.flush()
  })
  const code = await run(out, errors)
  await Promise.all([out.settle(flushTimeoutMs), errors.settle(flushTimeoutMs)])
  return code
}

/** Writes a line for people to stderr. */
type PrintError = (message: string) => void

async function run(out: Output, errors: Output): Promise<number> {
  const printError: PrintError = (message) => {
    errors.write(`repull-mock: ${message}\n`)
  }
  // A rejection leaves the state intact, so the server goes on; an exception ends the process with 1.
  process.on('unhandledRejection', (reason) => {
    printError(`unhandled rejection, a bug of the mock: ${reason instanceof Error ? reason.stack : reason}`)
  })
  let command: Command
  try {
    command = readCommand(process.argv.slice(2), process.env, readDrillConfig)
  } catch (error) {
    printError((error as SettingsError).message)
    return 2
  }
  switch (command.name) {
    case 'help':
      out.write(helpText())
      return 0
    case 'version':
      out.write(`${readVersion()}\n`)
      return 0
    case 'health': {
      const { checkHealth } = await import('./health-check.js')
      const problem = await checkHealth(command.settings)
      if (problem !== null) printError(problem)
      return problem === null ? 0 : 1
    }
  }
  const { settings, warnings } = command
  if (isRunByNpm(process.env)) endWithParent()
  warnings.forEach(printError)
  try {
    if (command.name === 'serve') return await serve(settings, out)
    if (command.name === 'drill') {
      const { runDrillCommand } = await import('./drill.js')
      return await runDrillCommand(command, out, errors, printError)
    }
    const { runCommand } = await import('./exec.js')
    return await runCommand(command.command, settings, errors, printError)
  } catch (error) {
    return explainStartFailure(error as NodeJS.ErrnoException, settings, printError)
  }
}

/** Prints in one line why the server did not start, and returns the exit code for it. */
function explainStartFailure(
  error: NodeJS.ErrnoException,
  { HOST, PORT }: Settings,
  printError: PrintError,
): number {
  const { code, message } = error
  if (error instanceof StoreError) {
    printError(message)
    return 2
  }
  if (code === 'EADDRINUSE') {
    printError(
      `port ${PORT} of ${HOST} is in use; stop what uses it, or choose another by --port or REPULL_MOCK_PORT (0 takes any free one)`,
    )
    return 3
  }
  const address = 'give an address of this machine by --host or REPULL_MOCK_HOST'
  const remedies: Readonly<Record<string, string>> = {
    EADDRNOTAVAIL: address,
    EAI_AGAIN: address,
    ENOTFOUND: address,
    EACCES: 'choose a port above 1023 by --port or REPULL_MOCK_PORT',
  }
  const said = [`cannot listen on ${HOST}:${PORT}: ${message}`, remedies[`${code}`]]
  printError(said.filter(Boolean).join('; '))
  return 1
}
