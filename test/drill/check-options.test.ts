import t from 'tap'
import { checkOptions } from '../../src/drill/check-options.js'
import type { DrillOptions } from '../../src/drill/options.js'

t.test('options that there are pass', async (t) => {
  const allow = { 'no-way-on': 'we try later' }
  const options = {
    only: ['slow'],
    jobs: 64,
    timeoutMs: 1,
    max: 1,
    seed: '',
    depth: 2,
    allow,
    sessionTtlMs: 1,
  } as const
  t.doesNotThrow(() => checkOptions(options))
  // As a project does that is compiled without exactOptionalPropertyTypes.
  t.doesNotThrow(() => checkOptions({ jobs: undefined } as unknown as DrillOptions))
})

for (const [options, message] of [
  [{ job: 2 }, 'drill has no option "job"; did you mean jobs?'],
  [
    { xyz: 2 },
    'drill has no option "xyz". Options: only, jobs, timeoutMs, max, seed, depth, allow, sessionTtlMs',
  ],
  [{ only: 'slow' }, /^only is "slow"; it takes a list of /],
  [{ only: [1] }, /^only is \[1\]; it takes a list of /],
  [{ only: [''] }, /^only is \[""\]; it takes a list of /],
  [{ jobs: 0 }, 'jobs is 0; it takes a whole number from 1 to 64'],
  [{ jobs: 65 }, 'jobs is 65; it takes a whole number from 1 to 64'],
  [{ jobs: '2' }, 'jobs is "2"; it takes a whole number from 1 to 64'],
  [{ timeoutMs: 0 }, 'timeoutMs is 0; it takes a number of milliseconds'],
  [{ max: 1.5 }, 'max is 1.5; it takes a whole number from 1'],
  [{ seed: 1 }, 'seed is 1; it takes a text'],
  [{ depth: 3 }, 'depth is 3; it takes 1 or 2'],
  [
    { allow: { 'no-way-up': 'a' } },
    /^allow is {"no-way-up":"a"}; it takes reasons by the names of rules: expired-/,
  ],
  [{ allow: { 'no-way-on': 1 } }, /^allow is {"no-way-on":1}; it takes reasons/],
  [{ sessionTtlMs: '5m' }, 'sessionTtlMs is "5m"; it takes a number of milliseconds'],
] as const) {
  t.test(`${JSON.stringify(options)} is refused`, async (t) => {
    // As JavaScript does, which has no types.
    t.throws(() => checkOptions(options as unknown as DrillOptions), { name: 'RangeError', message })
  })
}
