import { type DestinationStream, type Logger, pino } from 'pino'
import { createColors } from './colors.js'
import { deliveryLine, isDeliveryEntry } from './delivery-line.js'
import type { Output } from './output.js'
import { isRequestEntry, requestLine } from './request-line.js'
import type { Settings } from './settings.js'

/** Whether log lines are for people: as LOG_FORMAT says, or because the output is a terminal. */
export function isPretty({ LOG_FORMAT }: Pick<Settings, 'LOG_FORMAT'>, output: Output): boolean {
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

/** Each line begins with the time of day here, by which it is found again in the log of the tested app. */
async function prettyStream(output: Output): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty')
  const colors = createColors(output.isColored === true)
  const prettify = prettyFactory({
    colorize: colors.isColorSupported,
    ignore: 'pid,hostname,name,time',
    singleLine: true,
  })
  return {
    write: (line: string) => {
      const entry = JSON.parse(line) as { readonly time: number }
      const time = new Date(entry.time).toTimeString().slice(0, 8)
      output.write(`${colors.dim(time)} ${textOf(entry, ' '.repeat(time.length + 1))}`)
    },
  }

  function textOf(entry: object, indent: string): string {
    if (isRequestEntry(entry)) return requestLine(entry, colors, indent)
    return isDeliveryEntry(entry) ? deliveryLine(entry, colors) : prettify(entry)
  }
}
