import t from 'tap'
import { WorkspaceClock } from '../../src/workspaces/workspace-clock.js'
import { HandClock } from '../helpers/mock.js'

function createClock() {
  const real = new HandClock()
  return { real, startMs: real.now(), clock: new WorkspaceClock(real) }
}

t.test('a clock is real time until somebody moves it', async (t) => {
  const { real, startMs, clock } = createClock()
  real.advance(5)
  t.strictSame(clock.read(), { nowMs: startMs + 5, frozen: false, offsetMs: 0 })
})

t.test('advanced, it runs on, ahead by exactly that much', async (t) => {
  const { real, startMs, clock } = createClock()
  clock.advance(1000)
  clock.advance(500)
  real.advance(7)
  t.strictSame(clock.read(), { nowMs: startMs + 1507, frozen: false, offsetMs: 1500 })
})

t.test('how far it is ahead does not change while real time goes on', async (t) => {
  let realMs = 0
  const clock = new WorkspaceClock({ now: () => realMs++ })
  clock.advance(1500)
  t.strictSame(clock.read(), { nowMs: 1500, frozen: false, offsetMs: 1500 })
})

t.test('frozen, it stands still until it is moved by hand', async (t) => {
  const { real, startMs, clock } = createClock()
  clock.set({ frozen: true })
  real.advance(60)
  t.strictSame(clock.read(), { nowMs: startMs, frozen: true, offsetMs: -60 })
  clock.advance(31)
  t.equal(clock.now(), startMs + 31)
  clock.set({ nowMs: 1000 })
  t.strictSame(clock.read(), { nowMs: 1000, frozen: true, offsetMs: 1000 - real.now() })
})

t.test('let go again, it runs on from where it stood', async (t) => {
  const { real, startMs, clock } = createClock()
  clock.set({ frozen: true })
  real.advance(60)
  clock.set({ frozen: false })
  real.advance(3)
  t.strictSame(clock.read(), { nowMs: startMs + 3, frozen: false, offsetMs: -60 })
})

t.test('set while it runs, it runs on from there; back to real time, it is exact', async (t) => {
  const { real, startMs, clock } = createClock()
  clock.set({ nowMs: 1000 })
  real.advance(2)
  t.strictSame(clock.read(), { nowMs: 1002, frozen: false, offsetMs: 1000 - startMs })
  clock.set({ frozen: false })
  t.equal(clock.now(), 1002, 'to let a running clock go changes nothing')
  clock.reset()
  t.strictSame(clock.read(), { nowMs: startMs + 2, frozen: false, offsetMs: 0 })
})

t.test('a clock follows another until it is changed, and goes its own way then', async (t) => {
  const { real, clock } = createClock()
  const other = new WorkspaceClock(real, clock)
  clock.set({ nowMs: 1000, frozen: true })
  t.equal(other.now(), 1000)
  t.equal(other.own, null)
  other.advance(1)
  t.equal(clock.now(), 1000)
  clock.advance(50)
  t.equal(other.now(), 1001)
  other.reset(null)
  t.equal(other.now(), 1050)
  other.reset()
  t.equal(other.now(), real.now(), 'real time is a time of its own')
})
