import t from 'tap'
import { asHeld, type Target, targetsOn } from '../../bench/targets.js'
import { controlOfPauses, controlOfRatio, exitCodeOf, judge, type Measurement } from '../../bench/verdict.js'

const most: Target = { id: 'a', name: 'A', unit: '×', bound: 'at most', limit: 2, stretch: 1.5 }
const least: Target = { id: 'b', name: 'B', unit: '×', bound: 'at least', limit: 30 }
const quiet = controlOfRatio({ median: 1.049, spread: 0.2 })
const noisy = controlOfRatio({ median: 0.94, spread: 0.2 })

function verdictOf(target: Target, more: Partial<Measurement>, slack = 1) {
  const { verdict, reachesStretch } = judge(target, { id: target.id, value: null, ...more }, slack)
  return reachesStretch ? 'stretch' : verdict
}

t.test('a value passes at its limit, and is missed beyond', async (t) => {
  t.equal(verdictOf(most, { value: 2 }), 'pass')
  t.equal(verdictOf(most, { value: 2.01 }), 'missed')
  t.equal(verdictOf(most, { value: 1.5 }), 'stretch')
  t.equal(verdictOf(least, { value: 30 }), 'pass')
  t.equal(verdictOf(least, { value: 29.9 }), 'missed')
})

t.test('slack moves the limit, and not the stretch', async (t) => {
  t.equal(verdictOf(most, { value: 2.3 }, 1.15), 'pass')
  t.equal(verdictOf(most, { value: 2.31 }, 1.15), 'missed')
  t.equal(verdictOf(most, { value: 1.6 }, 1.15), 'pass')
  t.equal(verdictOf(least, { value: 26.1 }, 1.15), 'pass')
  t.equal(verdictOf(least, { value: 26 }, 1.15), 'missed')
})

t.test('a control that is off by over 5 % makes it noisy, whatever was measured', async (t) => {
  t.equal(verdictOf(most, { value: 1, control: quiet }), 'stretch')
  t.equal(verdictOf(most, { value: 3, control: quiet }), 'missed')
  for (const value of [1, 3]) t.equal(verdictOf(most, { value, control: noisy }), 'noisy')
  t.equal(verdictOf(most, { value: 1, control: controlOfRatio({ median: 1.051, spread: 0 }) }), 'noisy')
})

t.test('pauses are told from those of the machine, when its own stay below half of the limit', async (t) => {
  t.equal(controlOfPauses({ median: 0.5, spread: 1 }, 1).isQuiet, true)
  t.equal(controlOfPauses({ median: 0.51, spread: 1 }, 1).isQuiet, false)
})

t.test('half the spread of the control is allowed where both sides are meant to be equal', async (t) => {
  const equal: Target = { ...most, limit: 1, stretch: 0.5, allowsNoise: true }
  t.equal(verdictOf(equal, { value: 1.1, control: quiet }), 'pass')
  t.equal(verdictOf(equal, { value: 1.11, control: quiet }), 'missed')
  t.equal(verdictOf({ ...most, limit: 1 }, { value: 1.1, control: quiet }), 'missed')
  t.equal(verdictOf(equal, { value: 1.01 }), 'missed', 'no control, no allowance')
})

t.test('what some of the middle half of the rounds reach is not missed', async (t) => {
  const at = (value: number, spread: number) =>
    verdictOf({ ...most, limit: 2 }, { value, spread, control: quiet })
  t.equal(at(2.4, 0.8), 'noisy')
  t.equal(at(2.4, 0.7), 'missed')
  t.equal(at(2, 0.8), 'pass')
})

t.test('only what was missed on a quiet machine fails', async (t) => {
  const pass = judge(most, { id: 'a', value: 1 }, 1)
  const unsure = judge(most, { id: 'a', value: 9, control: noisy }, 1)
  const unasked = judge(most, undefined, 1)
  const missed = judge(most, { id: 'a', value: 9, control: quiet }, 1)
  t.equal(unasked.verdict, 'not measured')
  t.equal(verdictOf(most, {}), 'not measured')
  t.equal(exitCodeOf([pass, unsure, unasked]), 0)
  t.equal(exitCodeOf([pass, missed, unsure]), 1)
})

t.test(
  'every target is of one measurement, its stretch is harder than its limit, and Node 24 may start slower',
  async (t) => {
    for (const nodeMajor of [20, 22, 24]) {
      const targets = targetsOn(nodeMajor)
      t.equal(new Set(targets.map(({ id }) => id)).size, targets.length)
      for (const { name, limit, stretch = 0, bound } of targets)
        t.ok(bound === 'at least' || stretch < limit, name)
      t.equal(targets.find(({ id }) => id === 'start')?.limit, nodeMajor === 24 ? 2.6 : 2.4)
    }
  },
)

t.test('the short form guards what was reached where the target is still ahead', async (t) => {
  t.equal(verdictOf(asHeld({ ...most, held: 3 }), { value: 2.5 }), 'pass')
  t.equal(verdictOf(asHeld({ ...most, held: 3 }), { value: 3.1 }), 'missed')
  t.equal(verdictOf(asHeld(most), { value: 2.5 }), 'missed')
})
