import { type FailureGroup, failures } from '../../src/drill/failures.js'
import { DrillReportSchema } from '../../src/drill/reports/schema.js'
import type { Rule } from '../../src/drill/rules/rule.js'
import { rules } from '../../src/drill/rules/rules.js'
import { generated } from './generated.js'
import { table } from './table.js'

/** What fails, by groups of failures. */
const groups: Readonly<Record<FailureGroup, string>> = {
  error: 'the API answers',
  wire: 'the wire',
  time: 'time',
  connection: 'the connection',
  host: 'the host',
  webhook: 'events',
}

/** The schema of a report as JSON, as a file. */
export function drillSchema(): string {
  return `${JSON.stringify(DrillReportSchema, null, 2)}\n`
}

function ruleText({ id, title, says, published, page, example }: Rule): string {
  const own = page.replace(/^docs\//, '')
  const source = published
    ? `Published: <${published}>; here: [${own}](${own}).`
    : `It follows from how the API works; see [${own}](${own}).`
  const instance = `${example.charAt(0).toLowerCase()}${example.slice(1)}`
  return `### ${id}\n\nThe app ${title}. ${says} Example: ${instance} ${source}\n`
}

function failureTable(): string {
  const rows = (Object.keys(groups) as FailureGroup[]).map((group) => {
    const ids = failures.filter((one) => one.group === group).map(({ id }) => `\`${id}\``)
    return [groups[group], ids.join(', ')]
  })
  return table(['from', 'failures'], rows)
}

/** docs/drill.md: how a drill goes, and its rules. */
export function drillPage(): string {
  return `${generated}
# Drill: every documented failure, at every call

A mock that can fail helps those who think of the failure. \`repull-mock drill\` thinks of it for you. It watches a test of yours that passes, works out every failure that can come without your fault at each of its calls, runs the test again with each, and judges what your app did by the rules that the documentation gives.

\`\`\`sh
node bundle/cli.cjs drill --only slow -- node examples/drill/check.js
\`\`\`

In your own project the command is \`npx repull-mock drill -- npm test\`. The test finds the mock in \`REPULL_API_BASE_URL\` and \`REPULL_API_URL\` and a key in \`REPULL_KEY\`, as with [exec](test-kit.md#for-any-test-command). It must pass without a failure, run on its own, and end. It must not reset its workspace, restore a snapshot or clear faults: that removes the failures. Nor may it clear the requests of the journal: failures are placed by them. Each run has a new workspace.

\`\`\`text
                                         a  b  c  d  e  f
POST /v1/connect/airbnb                        +  -  +  +
POST /v1/connect/sessions/{id}/complete  X  +  +  -  +  +

X #12 POST /v1/connect/sessions/{id}/complete: its session has just expired
  rule   expired-session-reused: the app uses a session again that has expired
  shown  POST /v1/connect/sessions/{id}/complete names the session that it had been answered 410 for.
  docs   After 410 session_expired, open a fresh session with the same redirectUrl. …
  again  npx repull-mock drill --case 12 -- node app.test.js
\`\`\`

\`+\` recovered, \`-\` failed cleanly, \`X\` harm, \`H\` hung, \`~\` unstable, \`?\` the failure never came.

## How it works

1. **Rehearsal.** The test runs twice without a failure, each time in a new workspace. Both must end with 0. Their journals and final states are what cases are compared with. How the calls of the two differ is told, because failures are then placed by positions that may not repeat.
2. **Plan.** A row for each call (an operation, and its how-maniest occurrence), each decision of a host, each event; a column for each failure that can come there. Error codes are those that the operation declares in the [description of the API](fidelity.md). Of an operation that is called more than three times, the first, the second and the last call are drilled. The number of cases, and about how long they take, is said before the first. It counts no pauses: an app that waits before it tries again takes longer, and the bar says how much.
3. **Run.** Each case has a workspace of its own in one server, and its failure is a [fault](testing.md#make-a-provider-refuse) for exactly one call, by its position (\`skip\`). A case that does harm runs once more; if it then ends differently, it is \`unstable\`. With several jobs, cases of \`slow\` run beside the others, because they wait.
4. **Verdict.** See below.
5. **Report.** On the terminal a matrix, and each harm as a story with the command that repeats it; as files with \`--report\`. Where several cases are wrong, a list says which rule is broken how often: one bug is often seen in many cases.

The idea is that of [Filibuster](https://filibuster.cloud) (service-level fault injection testing, SoCC 2021), which repeats a functional test with each remote call failing. What differs: nothing in the app is instrumented, failures are those of this API and not error codes alone, and the verdict comes from the documentation and not from assertions for each failure. From its dynamic reduction comes what \`--depth 2\` leaves out: an app that goes on with the same calls after two failures is in the same state, so that its next call needs to fail only once.

## Failures

${failureTable()}

\`session_expired\` and \`session_terminal\` are real: the session is expired, or completed by somebody else, just before the call. \`outage\` lasts until the end, every other failure comes once. \`reply_lost\`, \`body_cut\` and \`slow\` come after the work is done. \`refused\` is a server that is restarted: the connection is cut, and the next ones are refused for 300 ms, also of what the test lets pass in its workspace.

Hosts are those whom \`?auto=\` or \`POST /_mock/sessions/{id}/approve\` lets decide. A browser that clicks on the pages decides for itself; then only \`time\` comes there.

## Verdicts

| verdict | when |
|---|---|
| recovered | the test passed, and no rule is broken |
| failed cleanly | the test failed, and no rule is broken |
| harm | a rule is broken |
| hung | the test went on for longer than \`--timeout\` behind the failure: by default five times the rehearsal, and 5 s at least |
| unstable | it ended differently on a second try |
| never came | the test did not make the call that was to fail |

The exit code is 0 without harm and hung runs, 1 with some, 2 for bad usage, and when \`--only\` or \`--case\` names what the test does not have, 3 when a rehearsal fails. Ctrl-C ends with the report of what was run, and 130.

## Flags

| flag | what it does |
|---|---|
| \`--only slow\`, \`--only "POST /v1/connect"\` | only this failure, or calls with this in their name; may be repeated |
| \`--case 17\` | only this case, by its number in a report |
| \`--jobs 4\` | so many at once; by default as many as there are processors. More are faster where your app waits between attempts |
| \`--timeout 30s\` | how long a run may take once its failure has come; longer than your client waits |
| \`--max 100 --seed x\` | a sample, chosen by the seed; without one it is random, and printed. With \`--depth 2\`, so many of each depth |
| \`--case 17 --inspect on\` | the server stays, and [the inspector](inspector.md) shows the case |
| \`--depth 2\` | calls that only a failure brings (retries, fallbacks) are drilled, too |
| \`--allow no-way-on=reason\` | a rule that may be broken |
| \`--report drill.html,drill.json,drill.xml\` | a page that needs nothing else, the report as JSON, and JUnit for CI servers |

Settings are flags here, too, like \`--session-ttl\`. The command that repeats a case has them, \`--timeout\` and \`--allow\` as well. Rules that a project allows for good stand in \`drill.config.json\`, in the folder where the command runs:

\`\`\`json
{ "allow": { "no-way-on": "our job queue tries again an hour later" } }
\`\`\`

The JSON has the form of [drill-report.schema.json](drill-report.schema.json). At most 2,000 cases run; of each, 60 requests and the last 4 KiB of output are kept. Two drills with one seed differ only in \`durationMs\`, \`journal\`, the places in it (\`calls\`) and \`output\`.

## In process

\`\`\`js
import { drill, startMock } from 'repull-mock'

const mock = await startMock()
const report = await drill(mock, async (repull, { signal, settled }) => {
  await connectAirbnb({ baseUrl: repull.url, apiKey: repull.apiKey, signal })
  await settled()
})
console.log(report.passed, report.counts)
\`\`\`

The plan and the verdicts are the same, and a case costs milliseconds. Options are \`only\`, \`jobs\`, \`timeoutMs\`, \`max\`, \`seed\`, \`depth\` and \`allow\`; a value that they do not take is a \`RangeError\`. \`RehearsalError\` says that the test does not pass by itself, \`SelectionError\` that nothing is what \`only\` asks for. A function cannot be killed: pass \`signal\` on, so that a run that hangs ends. \`settled()\` resolves when no event is due or under way: what comes twice has come.

Where your app waits, let it wait by \`repull.clock.advance(ms)\`: rules look at the time of the workspace, and nobody waits for real. After \`repull.clock.freeze()\` no other time passes, so that a busy machine changes no verdict. A pause in which nobody lets the time pass then says nothing.

## Rules

${rules.map(ruleText).join('\n')}
## What it does not see

It sees what reaches the mock: not what your pages show, and not what your app does elsewhere. An event that is handled twice is seen when its handler calls the API again, or when the test fails for it; and only if the test still runs when the event comes again. An app that gives up is right where its user can begin again: \`no-way-on\` is for users who come back from a hosted page. [examples/drill](../examples/drill/app.js) is an app that does no harm, with [twelve twins](../examples/drill/twins.js) that have one bug each.
`
}
