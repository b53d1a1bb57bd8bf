import t from 'tap'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { initialState, stateId, states } from '../../src/workspaces/state.js'
import { createMock } from '../helpers/mock.js'

t.test('a workspace from before workspaces had names has one after the next call of its key', async (t) => {
  const records = new MemoryRecordStore()
  const mock = await createMock(t, { parts: { records } })
  await mock.call('GET', '/v1/connect')
  const listed = async () => (await mock.call('GET', '/_mock/workspaces', { key: null })).body.data[0]
  const { id, name } = await listed()
  t.equal(name, 'sk_test_…s')
  const [found] = await records.read(id, [{ collection: states, id: stateId }])
  const { name: _, ...value } = found?.value ?? initialState
  await records.commit(id, {
    expected: [],
    writes: [{ kind: 'put', collection: states, id: stateId, value }],
  })
  t.match(await listed(), { id, name: null })
  await mock.call('GET', '/v1/connect')
  t.match(await listed(), { id, name })
})
