import { Ajv } from 'ajv'
import { parse, parseFragment } from 'parse5'
import t from 'tap'
import { failures } from '../../src/drill/failures.js'
import { verdictKinds } from '../../src/drill/judge.js'
import { htmlOf } from '../../src/drill/reports/html.js'
import { junitOf } from '../../src/drill/reports/junit.js'
import { DrillReportSchema } from '../../src/drill/reports/schema.js'
import { summaryOf, textOf } from '../../src/drill/reports/text.js'
import { caseOf, reportOf } from './made.js'

const broken = [{ rule: 'expired-session-reused', message: 'It names the session <again>.', calls: [0] }]
const report = reportOf([
  caseOf(),
  caseOf({ id: '2', failure: 'slow', text: 'the reply is slow', verdict: 'hung', exitCode: null }),
  caseOf({
    id: '3',
    target: 'POST /v1/connect/sessions/{id}/complete',
    failure: 'session_expired',
    text: 'its session has just expired',
    verdict: 'harm',
    broken,
    output: 'Error: "no" & <no>',
  }),
  caseOf({ id: '4', target: 'host decides', failure: 'host_refuses', verdict: 'failed', exitCode: 1 }),
  caseOf({ id: '5', target: 'host decides', failure: 'host_again', verdict: 'unstable' }),
  caseOf({ id: '6', target: 'event account.created', failure: 'event_late', verdict: 'unreached' }),
  caseOf({ id: '1.1', target: 'POST /v1/connect/airbnb #2', failure: 'internal_error+slow' }),
])

const repeat = (id: string) => `repull-mock drill --case ${id} -- node app.test.js`
const plain = { repeat, paint: (_: string, text: string) => text, maxStories: 10, width: null }

t.test('the text has a matrix, a story in five lines for each harm, and the counts', async (t) => {
  const text = textOf(report, plain)
  t.match(text, /^POST \/v1\/connect\/airbnb +\+ +H$/m)
  t.match(text, /^POST \/v1\/connect\/sessions\/\{id\}\/complete {2}X$/m)
  t.match(text, /^host decides +- +~$/m)
  t.match(text, '+ recovered   - failed cleanly   X harm   H hung   ~ unstable   ? never came')
  t.match(
    text,
    'a session_expired   b internal_error   c slow   d host_refuses   e host_again   f event_late',
  )
  const story = text.slice(text.indexOf('X #3'), text.indexOf('--case 3')).split('\n')
  t.equal(story.length, 5)
  t.match(story, [
    'X #3 POST /v1/connect/sessions/{id}/complete: its session has just expired',
    '  rule   expired-session-reused: the app uses a session again that has expired',
    '  shown  It names the session <again>.',
    /^ {2}docs {3}After 410 .* https:\/\/repull\.dev\/docs\/errors\/session_expired$/,
    '  again  repull-mock drill ',
  ])
  t.match(text, /^H #2 .*\n {2}hung {3}The test did not end in time/m)
  t.match(
    text,
    /^7 of 7 cases: 2 recovered, 1 failed cleanly, 1 with harm, 1 hung, 1 unstable, 1 whose failure/m,
  )
})

t.test('a verdict has a color where the output has some', async (t) => {
  const text = textOf(report, { ...plain, paint: (kind, text) => `<${kind}>${text}` })
  t.match(text, '<harm>X')
  t.match(text, '<recovered>+')
})

t.test('of many stories the first are shown', async (t) => {
  t.match(textOf(report, { ...plain, maxStories: 1 }), '… and 1 more like these; --report writes all of them')
  t.equal(textOf(reportOf([]), plain).trim(), 'No case is what was asked for.')
})

t.test(
  'the columns of a large plan go on with capital letters, and a long legend has several lines',
  async (t) => {
    const cases = failures.map(({ id }, at) => caseOf({ id: String(at), failure: id }))
    const text = textOf(reportOf(cases), plain)
    t.match(text, /^ +a {2}b .* {2}z {2}A {2}B/)
    t.ok(text.split('\n').every((line) => line.length <= 130))
  },
)

t.test('on a narrow terminal a matrix has several parts, and a story whole words', async (t) => {
  const cases = failures.map(({ id }, at) => caseOf({ id: String(at), failure: id }))
  const host = caseOf({ id: '99', target: 'host decides', failure: 'host_again' })
  const text = textOf(reportOf([...cases, host]), { ...plain, width: 60 })
  const heads = text.split('\n').filter((line) => /^ +[a-zA-Z]( {2}[a-zA-Z])+$/.test(line))
  t.equal(
    heads.join('').replaceAll(' ', ''),
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'.slice(0, failures.length),
  )
  t.ok(heads.length > 1)
  const matrix = text.slice(0, text.indexOf('+ recovered'))
  t.ok(matrix.split('\n').every((line) => line.length <= 60))
  t.equal(text.match(/^host decides/gm)?.length, 1, 'a row is in the parts only where it has cases')
  const narrow = textOf(report, { ...plain, width: 60 })
  t.match(
    narrow,
    /^ {2}docs {3}After 410 session_expired, open a fresh session\n {9}with the same redirectUrl\./m,
  )
  t.match(narrow, '  again  repull-mock drill --case 3 -- node app.test.js\n')
})

t.test('where several cases are wrong, a list says which rule is broken how often', async (t) => {
  const wrong = Array.from({ length: 14 }, (_, at) => caseOf({ id: String(at + 4), verdict: 'harm', broken }))
  const text = textOf(reportOf([...report.cases.slice(0, 3), ...wrong]), plain)
  t.match(
    text,
    /^expired-session-reused {2}15 {2}#3 #4 #5 #6 #7 #8 #9 #10 #11 #12 #13 #14 …\nhung {20} 1 {2}#2\n/m,
  )
  t.notMatch(textOf(reportOf(report.cases.slice(2, 3)), plain), /^expired-session-reused/m)
})

t.test('the summary says what was left out, and that rehearsals differ', async (t) => {
  const { counts, rehearsal } = report
  const text = summaryOf({
    ...report,
    isComplete: false,
    counts: { ...counts, planned: 20, pruned: 9 },
    rehearsal: { ...rehearsal, differences: ['call 2 is another'] },
  })
  t.match(text, '9 more were left out, because they equal others.')
  t.match(text, 'The drill was ended early (seed 1).')
  t.match(text, /Two rehearsals differ.*\n {2}call 2 is another/)
})

t.test('the JSON is as its schema says', async (t) => {
  const isValid = new Ajv({ strict: true, allErrors: true }).compile(DrillReportSchema)
  t.ok(isValid(JSON.parse(JSON.stringify(report))), JSON.stringify(isValid.errors))
  t.notOk(isValid({ ...report, colour: 'blue' }))
  for (const kind of verdictKinds) t.type(report.counts[kind], 'number')
})

t.test('JUnit has a test for each case, and survives what a test wrote', async (t) => {
  const text = junitOf({
    ...report,
    cases: report.cases.map((one) => (one.id === '3' ? { ...one, journal: ['a "b" <c>\u0001<\n&'] } : one)),
  })
  t.match(
    text,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="repull-mock drill: node app\.test\.js" tests="7" failures="2" errors="0" skipped="2"/,
  )
  const tree = JSON.stringify(parseFragment(text), (key, value) => (key === 'parentNode' ? undefined : value))
  t.equal(tree.match(/"nodeName":"testcase"/g)?.length, 7)
  t.equal(tree.match(/"nodeName":"failure"/g)?.length, 2)
  t.equal(tree.match(/"nodeName":"skipped"/g)?.length, 2)
  t.match(
    text,
    'expired-session-reused: the app uses a session again that has expired. It names the session &#60;again&#62;.',
  )
  t.match(text, 'message="The test did not end in time."')
  t.notOk(text.includes('\u0001') || text.includes('<c>'))
})

t.test('the page needs nothing else, and escapes what a test wrote', async (t) => {
  const errors: string[] = []
  const page = htmlOf(report, repeat)
  parse(page, { onParseError: ({ code }) => errors.push(code) })
  t.strictSame(errors, [])
  t.notMatch(page, /<script|<link|src=|@import|url\(/)
  t.match(page, '<meta name="viewport" content="width=device-width, initial-scale=1">')
  t.match(page, 'Error: &#34;no&#34; &#38; &#60;no&#62;')
  t.match(page, 'href="#case-3"')
  t.match(page, '<p class="small case" id="case-1.1">')
  t.match(page, '<li><b class="harm">expired-session-reused</b> 1: <a href="#case-3">#3</a> </li>')
  t.match(page, /<li class="shown"><code>/)
  t.match(page, '<p class="result harm">Harm</p>')
  t.match(htmlOf(reportOf([caseOf()]), repeat), '<p class="result recovered">No harm</p>')
})

t.test('a rule that nothing is published about leads to our page', async (t) => {
  const own = reportOf([
    caseOf({ verdict: 'harm', broken: [{ rule: 'connected-by-hearsay', message: 'It is not.', calls: [] }] }),
  ])
  t.match(htmlOf(own, repeat), '<code>docs/hosted-pages.md</code>')
  t.match(textOf(own, plain), /docs .* docs\/hosted-pages\.md/)
})
