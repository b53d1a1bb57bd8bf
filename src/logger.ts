import { type DestinationStream, type Logger, pino } from 'pino'
import { PinoPretty } from 'pino-pretty'
import type { Settings } from './settings.js'

/** Whether log lines are for people: as LOG_FORMAT says, or because the output is a terminal. */
export function isPretty(settings: Settings, isTerminal: boolean): boolean {
  return settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && isTerminal)
}

/** The log of the server, one JSON line or one readable line an event. */
export function createLogger(settings: Settings, pretty: boolean, output: NodeJS.WritableStream): Logger {
  const options = { name: 'repull-mock', level: settings.LOG_LEVEL }
  const stream: DestinationStream = pretty
    ? PinoPretty({
        destination: output,
        ignore: 'pid,hostname,name',
        translateTime: 'HH:MM:ss.l',
        singleLine: true,
      })
    : output
  return pino(options, stream)
}
