import { systemAlarm } from '../lib/clock.js'
import { type RunningServer, startServer } from '../server.js'
import { StoreError } from '../storage/store-error.js'
import { readVersion } from '../version.js'
import { type ChildCommand, type Command, readCommand } from './command-line.js'
import { runCommand } from './exec.js'
import { findFault } from './health-check.js'
import { helpText } from './help-text.js'
import { DescriptorOutput, type Output } from './output.js'
import { endWithParent, isRunByNpm } from './parent.js'
import type { Settings, SettingsError } from './settings.js'
import { untilSignal } from './signals.js'

/** How long the last lines are tried to be written when the program ends, in milliseconds. */
const settleMs = 100

/**
 * Does what the command line asks for, with the settings of the environment. Nothing that happens to stdout or stderr
 * changes how it ends.
 *
 * @returns the exit code (ours), 0 as asked or after a signal, 1 unhealthy or failed, 2 bad settings, 3 the port is taken,
 * of exec its command's.
 */
export async function main(): Promise<number> {
  const out = new DescriptorOutput(1, systemAlarm)
  const errors = new DescriptorOutput(2, systemAlarm)
  process.on('exit', () => {
    out.flush()
    errors.flush()
  })
  const code = await run(out, errors)
  await Promise.all([out.settle(settleMs), errors.settle(settleMs)])
  return code
}

async function run(out: Output, errors: Output): Promise<number> {
  const complain: Complain = (text) => {
    errors.write(`repull-mock: ${text}\n`)
  }
  // It has changed nothing that others rely on, so the server goes on; an exception ends the process, with 1.
  process.on('unhandledRejection', (reason) => {
    complain(`by a bug of the mock nobody handled this: ${reason instanceof Error ? reason.stack : reason}`)
  })
  let command: Command
  try {
    command = readCommand(process.argv.slice(2), process.env)
  } catch (error) {
    complain((error as SettingsError).message)
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
      const fault = await findFault(command.settings)
      if (fault !== null) complain(fault)
      return fault === null ? 0 : 1
    }
    case 'serve':
      if (isRunByNpm(process.env)) endWithParent()
      command.warnings.forEach(complain)
      return serve(command.settings, out, complain)
    case 'exec':
      if (isRunByNpm(process.env)) endWithParent()
      command.warnings.forEach(complain)
      return exec(command.settings, command.command, errors, complain)
  }
}

/** Says a line to people. */
type Complain = (text: string) => void

/** Serves until a signal ends it; a second signal ends it at once. */
async function serve(settings: Settings, out: Output, complain: Complain): Promise<number> {
  const ended = untilSignal()
  let server: RunningServer
  try {
    server = await startServer(settings, out)
  } catch (error) {
    return explainNotStarted(error as NodeJS.ErrnoException, settings, complain)
  }
  await ended
  await server.close()
  return 0
}

/** Runs a command beside a server, and ends as the command does. */
async function exec(
  settings: Settings,
  command: ChildCommand,
  errors: Output,
  complain: Complain,
): Promise<number> {
  try {
    return await runCommand(command, settings, errors, complain)
  } catch (error) {
    return explainNotStarted(error as NodeJS.ErrnoException, settings, complain)
  }
}

/** Says in one line why there is no server, and returns the exit code for it. */
function explainNotStarted(
  error: NodeJS.ErrnoException,
  { HOST, PORT }: Settings,
  complain: Complain,
): number {
  const { code, message } = error
  if (error instanceof StoreError) {
    complain(message)
    return 2
  }
  if (code === 'EADDRINUSE') {
    complain(
      `port ${PORT} of ${HOST} is in use; stop what uses it, or choose another by --port or REPULL_MOCK_PORT (0 takes any free one)`,
    )
    return 3
  }
  complain(`can not listen on ${HOST}:${PORT}: ${message}`)
  return 1
}
