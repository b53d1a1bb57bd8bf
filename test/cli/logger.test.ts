import t from 'tap'
import { createLogger } from '../../src/cli/logger.js'
import { readSettings } from '../../src/cli/settings.js'

t.test('how many lines were dropped is logged at every level', async (t) => {
  for (const [LOG_LEVEL, level] of [['info', 40] as const, ['warn', 40] as const, ['error', 60] as const]) {
    const lines: string[] = []
    let report = (_count: number) => {}
    await createLogger(readSettings({ LOG_LEVEL }), {
      write: (line) => lines.push(line),
      onDropped: (given) => {
        report = given
      },
    })
    report(3)
    t.match(JSON.parse(lines.join('')), { level, dropped: 3 }, LOG_LEVEL)
  }
})
