import t from 'tap'
import { conclusion, detailTable, judgementTable } from '../../bench/report.js'
import type { Target } from '../../bench/targets.js'
import { controlOfRatio, judge } from '../../bench/verdict.js'

const create: Target = { id: 'a', name: 'create', unit: '×', bound: 'at most', limit: 1.35, stretch: 1.25 }
const live: Target = { id: 'b', name: 'live', unit: 'B', bound: 'at most', limit: 400 }
const peer: Target = { id: 'c', name: 'peer', unit: '×', bound: 'at least', limit: 30 }

const control = controlOfRatio({ median: 1, spread: 0.04 })
const judgements = [
  judge(create, { id: 'a', value: 1.2, spread: 0.1, control }, 1),
  judge(live, { id: 'b', value: 412.4, note: 'a note' }, 1),
  judge(peer, undefined, 1),
  judge(peer, { id: 'c', value: 10, control: controlOfRatio({ median: 2, spread: 0 }) }, 1),
]

t.test('the table says what was measured, against what, and how it ended', async (t) => {
  const [head, , ...rows] = judgementTable(judgements).split('\n')
  t.match(head, /measured +\| spread +\| control +\| target +\| stretch +\| verdict/)
  t.match(rows[0], /create +\| 1\.20 +\| 0\.10 +\| 1\.00 ±0\.02 +\| ≤ 1\.35 +\| 1\.25 +\| pass, stretch/)
  t.match(rows[1], /live +\| 412 B +\| +\| +\| ≤ 400 B +\| +\| missed +\| a note/)
  t.match(rows[2], /peer .*≥ 30\.0 .*not measured/)
  t.match(rows[3], /peer +\| 10\.0 .*noisy/)
})

t.test('noise is said loudly, and only when there is some', async (t) => {
  t.match(conclusion(judgements), '1 pass, 1 missed, 1 noisy, 1 not measured')
  t.match(conclusion(judgements), /NOISY.*: peer\./)
  t.notMatch(conclusion(judgements.slice(0, 2)), 'NOISY')
})

t.test('what has no target is listed by name', async (t) => {
  t.match(detailTable([{ name: 'packages', value: '71' }]), /\| packages \| 71 +\|$/)
})
