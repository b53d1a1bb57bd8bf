import type { Mock } from 'repull-mock' with { 'resolution-mode': 'import' }

/** From CommonJS, as every version of Node that it runs on can do. */
async function start(): Promise<Mock> {
  const { startMock } = await import('repull-mock')
  return startMock()
}

start().then((mock) => mock.close())
