import t from 'tap'
import { readCommand } from '../../src/cli/command-line.js'
import { SettingsError } from '../../src/cli/settings.js'
import { ruleIds } from '../../src/drill/rules/rules.js'

/** What the flags of drill say. */
const read = (args: readonly string[], config: string | null = null) =>
  readCommand(['drill', ...args, '--', 'npm', 'test'], {}, () => config)

t.test('without flags all cases run, as many at once as there are processors', async (t) => {
  t.match(read([]), {
    name: 'drill',
    command: ['npm', 'test'],
    settings: { PORT: 0, LOG_LEVEL: 'silent' },
    drill: { only: [], jobs: null, timeoutMs: null, max: null, depth: 1, allow: {}, reports: [] },
  })
})

t.test('flags of drill and of settings go together, and what is behind -- is for the command', async (t) => {
  const args = '--only slow --only POST --case 17 --jobs 3 --timeout 30s --max=50 --depth 2 --seed a'.split(
    ' ',
  )
  t.match(read([...args, '--report', 'a.html,b.json', '--report=c/d.xml', '--allow', 'no-way-on']), {
    settings: { SEED: 'a' },
    drill: {
      only: ['slow', 'POST', '#17'],
      jobs: 3,
      timeoutMs: 30_000,
      max: 50,
      depth: 2,
      allow: { 'no-way-on': 'allowed on the command line' },
      reports: [
        { kind: 'html', file: 'a.html' },
        { kind: 'json', file: 'b.json' },
        { kind: 'xml', file: 'c/d.xml' },
      ],
    },
  })
  t.match(readCommand(['drill', '--', 'x', '--only', 'y'], {}), {
    command: ['x', '--only', 'y'],
    drill: { only: [] },
  })
  t.match(read(['--case', '#17.3']), { drill: { only: ['#17.3'], inspects: false } })
  t.match(read(['--case', '1', '--inspect=on']), { drill: { inspects: true } })
})

t.test('a reason stands behind =, or in the file', async (t) => {
  const config = JSON.stringify({ allow: { 'no-way-on': 'we show a page', 'secret-in-url': 'a sandbox' } })
  t.match(read(['--allow', 'no-way-on=a = b'], config), {
    drill: { allow: { 'no-way-on': 'a = b', 'secret-in-url': 'a sandbox' } },
  })
  t.match(read([], '{}'), { drill: { allow: {} } })
})

for (const [args, message] of [
  [['--jobs', '0'], '--jobs is "0"; it takes a whole number from 1 to 64'],
  [['--jobs', '65'], '--jobs is "65"; it takes a whole number from 1 to 64'],
  [['--timeout', '0s'], '--timeout is "0s"; it takes a whole number with ms, s, m or h, like 30s'],
  [['--timeout', 'long'], '--timeout is "long"; it takes a whole number with ms, s, m or h, like 30s'],
  [['--max', '-1'], '--max is "-1"; it takes a whole number from 1'],
  [['--depth', '3'], '--depth is "3"; it takes 1 or 2'],
  [['--inspect', 'on'], '--inspect needs --case, which says what it is to show'],
  [
    ['--inspect', 'x', '--case', '1'],
    '--inspect is "x"; it takes on or off: whether the server stays for the inspector; needs --case',
  ],
  [['--case', 'x'], '--case is "x"; it takes the number of a case, like 17'],
  [
    ['--report', 'a.pdf'],
    '--report is "a.pdf"; it takes files that end in .html, .json or .xml, with commas between them',
  ],
  [['--allow', 'no-way-onn'], '--allow has no rule "no-way-onn"; did you mean no-way-on?'],
  [['--allow', 'xyz'], `--allow has no rule "xyz". Rules: ${ruleIds.join(', ')}`],
  [['--only='], '--only has no value; it takes a part of the name of a call, or the name of a failure'],
] as const) {
  t.test(`${args.join(' ')} is refused`, async (t) => {
    t.throws(() => read(args), new SettingsError(message))
  })
}

for (const [config, message] of [
  ['{', /^drill\.config\.json is not valid JSON: /],
  ['{"only": []}', /^drill\.config\.json takes \{"allow": \{"rule": "reason"\}\} and nothing else$/],
  ['{"allow": []}', null],
  ['{"allow": 1}', /^drill\.config\.json takes/],
  ['{"allow": {"xyz": "a"}}', /^drill\.config\.json has no rule "xyz"/],
  [
    '{"allow": {"no-way-on": ""}}',
    /^drill\.config\.json has no reason for no-way-on; write \{"no-way-on": "why/,
  ],
  ['{"allow": {"no-way-on": 1}}', /^drill\.config\.json has no reason for no-way-on/],
] as const) {
  t.test(`the file ${config}`, async (t) => {
    if (message === null) t.match(read([], config), { drill: { allow: {} } })
    else t.throws(() => read([], config), { message })
  })
}

t.test('a misspelt flag gets a suggestion, and flags of drill are for drill alone', async (t) => {
  t.throws(() => read(['--onyl', 'x']), { message: /^unknown flag --onyl; did you mean --only\?/ })
  t.throws(() => readCommand(['exec', '--only', 'x', '--', 'y'], {}), { message: /^unknown flag --only/ })
  t.throws(() => readCommand(['drill'], {}), {
    message: 'drill takes its command after --, like: repull-mock drill -- npm test',
  })
})

t.test('nobody reads the file for another command', async (t) => {
  const fail = () => t.fail('it is read') as never
  t.match(readCommand(['exec', '--', 'x'], {}, fail), { name: 'exec' })
})
