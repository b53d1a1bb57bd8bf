import { startMock } from 'repull-mock'

/** With a library that knows `await using`. */
export async function use(): Promise<string> {
  await using mock = await startMock()
  await using workspace = mock.workspace()
  return workspace.apiKey
}
