import t from 'tap'
import { helpText, parts, readOptions } from '../../bench/options.js'

t.test('without flags everything of ours is measured at full length', async (t) => {
  const options = readOptions([])
  t.match(options, { help: false, isShort: false, peers: false, isWhole: true, seed: 1 })
  t.same([...options.parts], Object.keys(parts))
})

t.test('the short form leaves parts out, and neither it nor --only may be published', async (t) => {
  const short = readOptions(['--short'])
  t.equal(short.isWhole, false)
  t.notOk(short.parts.has('million'))
  t.ok(short.parts.has('create'))
  const some = readOptions(['--only', 'million,health', '--short', '--peers', '--seed', '7'])
  t.match(some, { isWhole: false, peers: true, seed: 7 })
  t.same([...some.parts], ['million', 'health'])
  t.equal(readOptions(['--only', 'create']).isWhole, false)
})

t.test('what it does not know is refused by name', async (t) => {
  t.throws(() => readOptions(['--shrt']), { message: /--shrt/ })
  t.throws(() => readOptions(['more']), { message: /more/ })
  t.throws(() => readOptions(['--only', 'create,toString']), { message: /"toString".*create, complete/ })
  t.throws(() => readOptions(['--seed', 'x']), { message: /--seed is "x"/ })
})

t.test('the help names every flag and every part', async (t) => {
  const text = helpText()
  for (const name of ['--short', '--peers', '--only', '--seed', '--help', ...Object.keys(parts)])
    t.match(text, name)
})
