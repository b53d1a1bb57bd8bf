import t from 'tap'
import {
  advanceClock,
  type ClockSetting,
  realTime,
  setClock,
  WorkspaceClock,
} from '../../src/workspaces/workspace-clock.js'
import { HandClock } from '../helpers/mock.js'

/** A clock in the tester's hand, and the real time that it stands to. */
class Hand {
  readonly real = new HandClock()
  readonly startMs = this.real.now()
  setting: ClockSetting = realTime

  advance(byMs: number): void {
    this.setting = advanceClock(this.setting, byMs)
  }

  set(to: { nowMs?: number; frozen?: boolean }): void {
    this.setting = setClock(this.setting, this.real.now(), to)
  }

  get clock(): WorkspaceClock {
    return new WorkspaceClock(this.real, this.setting)
  }
}

t.test('a clock is real time until somebody moves it', async (t) => {
  const hand = new Hand()
  hand.real.advance(5)
  t.strictSame(hand.clock.read(), { nowMs: hand.startMs + 5, frozen: false, offsetMs: 0 })
})

t.test('advanced, it runs on, ahead by exactly that much', async (t) => {
  const hand = new Hand()
  hand.advance(1000)
  hand.advance(500)
  hand.real.advance(7)
  t.strictSame(hand.clock.read(), { nowMs: hand.startMs + 1507, frozen: false, offsetMs: 1500 })
})

t.test('how far it is ahead does not change while real time goes on', async (t) => {
  let realMs = 0
  const clock = new WorkspaceClock({ now: () => realMs++ }, advanceClock(realTime, 1500))
  t.strictSame(clock.read(), { nowMs: 1500, frozen: false, offsetMs: 1500 })
})

t.test('frozen, it stands still until it is moved by hand', async (t) => {
  const hand = new Hand()
  hand.set({ frozen: true })
  hand.real.advance(60)
  t.strictSame(hand.clock.read(), { nowMs: hand.startMs, frozen: true, offsetMs: -60 })
  hand.advance(31)
  t.equal(hand.clock.now(), hand.startMs + 31)
  hand.set({ nowMs: 1000 })
  t.strictSame(hand.clock.read(), { nowMs: 1000, frozen: true, offsetMs: 1000 - hand.real.now() })
})

t.test('let go again, it runs on from where it stood', async (t) => {
  const hand = new Hand()
  hand.set({ frozen: true })
  hand.real.advance(60)
  hand.set({ frozen: false })
  hand.real.advance(3)
  t.strictSame(hand.clock.read(), { nowMs: hand.startMs + 3, frozen: false, offsetMs: -60 })
})

t.test('set while it runs, it runs on from there', async (t) => {
  const hand = new Hand()
  hand.set({ nowMs: 1000 })
  hand.real.advance(2)
  t.strictSame(hand.clock.read(), { nowMs: 1002, frozen: false, offsetMs: 1000 - hand.startMs })
  hand.set({ frozen: false })
  t.equal(hand.clock.now(), 1002, 'to let a running clock go changes nothing')
})
