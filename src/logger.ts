import { type DestinationStream, type Logger, pino } from 'pino'
import type { Settings } from './settings.js'

/** Whether log lines are for people: as LOG_FORMAT says, or because the output is a terminal. */
export function isPretty(settings: Settings, isTerminal: boolean): boolean {
  return settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && isTerminal)
}

/** The log of the server, one JSON line or one readable line an event. */
export async function createLogger(
  settings: Settings,
  pretty: boolean,
  output: NodeJS.WritableStream,
): Promise<Logger> {
  const options = { name: 'repull-mock', level: settings.LOG_LEVEL }
  return pino(options, pretty ? await readable(output) : direct(output))
}

/** Lines go to the file behind a stream at once: a stream costs as much again as to write the line. */
function direct(output: NodeJS.WritableStream): DestinationStream {
  const isFile = 'fd' in output && typeof output.fd === 'number'
  return isFile ? pino.destination({ dest: output.fd as number, sync: true }) : output
}

async function readable(destination: NodeJS.WritableStream): Promise<DestinationStream> {
  const { PinoPretty } = await import('pino-pretty')
  return PinoPretty({
    destination,
    ignore: 'pid,hostname,name',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  })
}
