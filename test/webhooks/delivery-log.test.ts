import t from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { deliveryLog } from '../../src/webhooks/delivery-log.js'

t.test('a delivery that fails by a bug is logged, and not that the store is away', async (t) => {
  const said: string[] = []
  const note = (_found: object, text: string) => said.push(text)
  const { failed } = deliveryLog({ warn: note, error: note })
  failed(new ApiError('store_unavailable'))
  t.strictSame(said, [])
  failed(new Error('a bug'))
  t.strictSame(said, ['a webhook was not delivered by a bug of the mock'])
})
