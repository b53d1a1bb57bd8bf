import { type DestinationStream, type Logger, pino } from 'pino'
import type { Output } from './output.js'
import type { Settings } from './settings.js'

/** Whether log lines are for people: as LOG_FORMAT says, or because the output is a terminal. */
export function isPretty(settings: Settings, isTerminal: boolean): boolean {
  return settings.LOG_FORMAT === 'pretty' || (settings.LOG_FORMAT === 'auto' && isTerminal)
}

/** The log of the server, one JSON line or one readable line an event. It says how many lines the output had to drop. */
export async function createLogger(settings: Settings, pretty: boolean, output: Output): Promise<Logger> {
  const options = { name: 'repull-mock', level: settings.LOG_LEVEL }
  const logger = pino(options, pretty ? await readable(output) : output)
  output.onDropped?.((dropped) => {
    const level = logger.isLevelEnabled('warn') ? 'warn' : 'fatal'
    logger[level]({ dropped }, 'log lines were dropped, because they could not be written')
  })
  return logger
}

async function readable(output: Output): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty')
  const prettify = prettyFactory({
    ignore: 'pid,hostname,name',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  })
  return { write: (line: string) => output.write(prettify(line)) }
}
