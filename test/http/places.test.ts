import t from 'tap'
import { Places } from '../../src/http/places.js'
import { bounds } from '../../src/lib/bounds.js'

t.test('places are taken per workspace and over all, and given back once', async (t) => {
  const places = new Places(
    { ...bounds.eventStreams, maxItems: 2 },
    { ...bounds.allEventStreams, maxItems: 5 },
  )
  const one = places.take('a')
  places.take('a')
  const full = {
    code: 'capacity_exceeded',
    message: 'There is no room for more event streams: a workspace has 2.',
  }
  t.throws(() => places.take('a'), full)
  one()
  one()
  places.take('a')
  t.throws(() => places.take('a'), full, 'not two for one')
  const nobody = [places.take(null), places.take(null)]
  t.throws(() => places.take(null), full)
  const last = places.take('b')
  t.throws(() => places.take('c'), { message: 'There is no room for more event streams: a server has 5.' })
  for (const giveBack of [...nobody, last]) giveBack()
  for (const id of ['c', 'c', 'd']) places.take(id)
  t.throws(() => places.take('e'), { code: 'capacity_exceeded' })
})
