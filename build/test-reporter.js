import { relative, resolve } from 'node:path'
import { inspect } from 'node:util'

/** For Node's runner of tests: the files as they end, what failed, seeds and measurements, and the counts last. */
// biome-ignore lint/style/noDefaultExport: Node asks for it.
export default async function* report(events) {
  const counts = []
  for await (const { type, data } of events) {
    const file = data.file && relative('', data.file).replace(/^\.cache\/tests\/(groups-\w+\/)?/, '')
    if (type === 'test:complete' && data.file && resolve(data.name) === data.file) {
      const { passed, duration_ms: tookMs } = data.details
      yield `${passed ? 'ok' : 'not ok'} ${file} ${(tookMs / 1000).toFixed(1)} s\n`
    }
    if (type === 'test:fail' && data.details.type !== 'suite')
      yield `not ok ${file}:${data.line} ${data.name}\n${inspect(data.details.error.cause)}\n`
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    if (type !== 'test:diagnostic') continue
    if (file !== undefined) yield `# ${data.message}\n`
    else counts.push(data.message.replace(' ', ': '))
  }
  yield `# { ${counts.join(', ')} }\n`
}
