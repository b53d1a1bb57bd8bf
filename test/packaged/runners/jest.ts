import { expect, test } from '@jest/globals'
import { ControlError, type Mock, startMock } from 'repull-mock'

test('a session expires', async () => {
  const mock: Mock = await startMock({ settings: { SESSION_TTL: '5m' } })
  const { id } = await mock.sessions.open({ provider: 'airbnb' })
  await mock.clock.advance('6m')
  const refused: unknown = await mock.sessions.approve(id).catch((error: unknown) => error)
  expect(refused instanceof ControlError && [refused.status, refused.code]).toEqual([410, 'session_expired'])
  await mock.close()
})
