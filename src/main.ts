import { constants } from 'node:os'
import v8 from 'node:v8'
import { systemAlarm } from './clock.js'
import { type ChildCommand, type Command, readCommand } from './command-line.js'
import { runCommand } from './exec.js'
import { findFault } from './health-check.js'
import { boundGarbage } from './heap.js'
import { helpText } from './help-text.js'
import { endWithParent, isRunByNpm } from './parent.js'
import { type RunningServer, startServer } from './server.js'
import type { Settings, SettingsError } from './settings.js'
import { readVersion } from './version.js'

/**
 * Does what the command line asks for, with the settings of the environment.
 *
 * @returns the exit code (ours), 0 as asked, 1 unhealthy or failed, 2 bad settings, 3 the port is taken, of exec its
 * command's; undefined when the process is to go on until a signal ends it.
 */
export async function main(): Promise<number | undefined> {
  const command = readOrRefuse()
  switch (command.name) {
    case 'help':
      process.stdout.write(helpText())
      return 0
    case 'version':
      process.stdout.write(`${readVersion()}\n`)
      return 0
    case 'health': {
      const fault = await findFault(command.settings)
      if (fault !== null) complain(fault)
      return fault === null ? 0 : 1
    }
    case 'serve':
      if (isRunByNpm(process.env)) endWithParent()
      command.warnings.forEach(complain)
      return serve(command.settings)
    case 'exec':
      if (isRunByNpm(process.env)) endWithParent()
      command.warnings.forEach(complain)
      return exec(command.settings, command.command)
  }
}

/** Reads the command line; a bad one is said in one line, and the program ends. */
function readOrRefuse(): Command {
  try {
    return readCommand(process.argv.slice(2), process.env)
  } catch (error) {
    complain((error as SettingsError).message)
    process.exit(2)
  }
}

/** Serves until a signal ends it; a second signal ends it at once. */
async function serve(settings: Settings): Promise<number | undefined> {
  const starting = startServer(settings, process.stdout)
  let isClosing = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isClosing) process.exit(128 + constants.signals[signal])
      isClosing = true
      starting.then((server: RunningServer) => server.close()).then(() => process.exit(0))
    })
  }
  try {
    await starting
    boundGarbage(systemAlarm, v8)
    return undefined
  } catch (error) {
    return explainNotListening(error as NodeJS.ErrnoException, settings)
  }
}

/** Runs a command beside a server, and ends as the command does. */
async function exec(settings: Settings, command: ChildCommand): Promise<number> {
  try {
    return await runCommand(command, settings, complain)
  } catch (error) {
    return explainNotListening(error as NodeJS.ErrnoException, settings)
  }
}

/** Says in one line why there is no server, and returns the exit code for it. */
function explainNotListening({ code, message }: NodeJS.ErrnoException, { HOST, PORT }: Settings): number {
  if (code === 'EADDRINUSE') {
    complain(
      `port ${PORT} of ${HOST} is in use; stop what uses it, or choose another by --port or REPULL_MOCK_PORT (0 takes any free one)`,
    )
    return 3
  }
  complain(`can not listen on ${HOST}:${PORT}: ${message}`)
  return 1
}

function complain(text: string): void {
  process.stderr.write(`repull-mock: ${text}\n`)
}
