import type { Test } from 'tap'
import { runCommand } from './process.js'

/** What a command said on both outputs, and the code or the signal it ended with. */
export interface Run {
  readonly code: number | string | null
  readonly said: string
}

/** Runs a test runner, which must end by itself within two minutes. */
export async function runTests(
  t: Test,
  folder: string,
  words: readonly string[],
  settings: Record<string, string> = {},
): Promise<Run> {
  const limit = ['timeout', '--kill-after=5', '120']
  const runner = runCommand(t, [...limit, ...words], { NO_COLOR: '1', CI: '1', ...settings }, { cwd: folder })
  const code = await runner.ended
  return { code, said: runner.stdout() + runner.stderr() }
}
