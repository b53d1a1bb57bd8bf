import type { CaseReport, DrillReport } from '../report.js'
import { ruleOf } from '../rules/rules.js'

/** A report as CI servers read it: a test for each case, which fails where there is harm or a run hangs. */
export function junitOf({ subject, counts, cases }: DrillReport): string {
  const seconds = cases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000
  const facts = `name="repull-mock drill: ${xml(subject)}" tests="${cases.length}" failures="${counts.harm + counts.hung}" errors="0" skipped="${counts.unstable + counts.unreached}" time="${seconds}"`
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${facts}>
<testsuite ${facts}>
${cases.map(testOf).join('')}</testsuite>
</testsuites>
`
}

function testOf(one: CaseReport): string {
  const { id, target, text, durationMs } = one
  const head = `<testcase classname="${xml(target)}" name="#${id} ${xml(text)}" time="${durationMs / 1000}"`
  const inner = innerOf(one)
  return inner === '' ? `${head}/>\n` : `${head}>${inner}</testcase>\n`
}

function innerOf({ verdict, broken, journal }: CaseReport): string {
  if (verdict === 'unstable') return '<skipped message="It ends differently on a second try."/>'
  if (verdict === 'unreached') return '<skipped message="The failure never came."/>'
  if (verdict !== 'harm' && verdict !== 'hung') return ''
  const messages = broken.map(({ rule, message }) => `${rule}: the app ${ruleOf(rule).title}. ${message}`)
  const message = messages.length === 0 ? 'The test did not end in time.' : messages.join(' ')
  return `<failure type="${broken[0]?.rule ?? 'hung'}" message="${xml(message)}">${xml(journal.join('\n'))}</failure>`
}

/** A text in XML, without the characters that XML does not have. */
function xml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}
