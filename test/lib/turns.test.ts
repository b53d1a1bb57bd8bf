import t from 'tap'
import { Turns } from '../../src/lib/turns.js'

const untilNextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Works until its turn is over, so many times. */
async function work(turns: Turns, times: number, tell: () => void): Promise<void> {
  for (let time = 0; time < times; time++) {
    while (!turns.isOver);
    await turns.next()
    tell()
  }
}

t.test('a work runs at once, and waits when all together ran for long', async (t) => {
  const turns = new Turns()
  t.equal(turns.isOver, false)
  while (!turns.isOver);
  t.equal(turns.isOver, true, 'for everybody')
  await turns.next()
  t.equal(turns.isOver, false)
})

t.test('a turn that nobody used up ends by itself', async (t) => {
  const turns = new Turns()
  while (!turns.isOver);
  await untilNextTurn()
  await untilNextTurn()
  t.equal(turns.isOver, false)
})

t.test('works take turns, and everything else has its own between them', async (t) => {
  const turns = new Turns()
  const order: string[] = []
  let isOver = false
  let others = 0
  const other = async () => {
    while (!isOver) {
      await untilNextTurn()
      others++
    }
  }
  const running = other()
  await Promise.all(['a', 'b', 'c'].map((name) => work(turns, 4, () => order.push(name))))
  isOver = true
  await running
  t.equal(order.join(''), 'abcabcabcabc')
  t.ok(others >= 11, `${others} times`)
})
