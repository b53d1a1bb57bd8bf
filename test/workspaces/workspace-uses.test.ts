import t from 'tap'
import { WorkspaceUses } from '../../src/workspaces/workspace-uses.js'
import { HandClock } from '../helpers/mock.js'

function create() {
  const clock = new HandClock()
  const uses = new WorkspaceUses(clock, 1000)
  for (const id of ['a', 'b', 'c']) uses.add(id)
  return { clock, uses }
}

t.test('the order is that of the last calls', async (t) => {
  const { uses } = create()
  t.ok(uses.note('a'))
  t.ok(uses.note('a'))
  t.notOk(uses.note('d'))
  t.strictSame([uses.ids, uses.oldest(), uses.size], [['b', 'c', 'a'], 'b', 3])
  uses.delete('b')
  t.strictSame(uses.ids, ['c', 'a'])
})

t.test('one is idle once nobody has called it for that long', async (t) => {
  const { clock, uses } = create()
  clock.advance(500)
  uses.note('c')
  clock.advance(499)
  uses.note('c')
  uses.note('a')
  t.equal(uses.longestIdle(), undefined)
  clock.advance(1)
  t.equal(uses.longestIdle(), 'b')
  uses.delete('b')
  clock.advance(998)
  t.equal(uses.longestIdle(), undefined, 'each call counts')
  clock.advance(1)
  t.equal(uses.longestIdle(), 'c')
})

t.test('one is vacant from when it was emptied until its next call', async (t) => {
  const { uses } = create()
  t.equal(uses.vacant(), undefined)
  uses.note('a')
  uses.noteEmptied('a')
  uses.noteEmptied('b')
  uses.noteEmptied('none')
  t.strictSame([uses.vacant(), uses.isVacant('none')], ['a', false])
  uses.note('a')
  t.equal(uses.vacant(), 'b')
  uses.delete('b')
  t.equal(uses.vacant(), undefined)
})
