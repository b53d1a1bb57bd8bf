import { type DestinationStream, type Logger, pino } from 'pino'
import type { Output } from './output.js'
import type { Settings } from './settings.js'

/** Whether log lines are for people: as LOG_FORMAT says, or because the output is a terminal. */
export function isPretty({ LOG_FORMAT }: Settings, output: Output): boolean {
  return LOG_FORMAT === 'pretty' || (LOG_FORMAT === 'auto' && output.isTTY === true)
}

/** The log of the server: one line per event, JSON or readable. It also logs how many lines the output had to drop. */
export async function createLogger(settings: Settings, output: Output): Promise<Logger> {
  const options = { name: 'repull-mock', level: settings.LOG_LEVEL }
  const logger = pino(options, isPretty(settings, output) ? await prettyStream(output) : output)
  output.onDropped?.((dropped) => {
    const level = logger.isLevelEnabled('warn') ? 'warn' : 'fatal'
    logger[level]({ dropped }, 'log lines were dropped, because they could not be written')
  })
  return logger
}

async function prettyStream(output: Output): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty')
  const prettify = prettyFactory({
    ignore: 'pid,hostname,name',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  })
  return { write: (line: string) => output.write(prettify(line)) }
}
