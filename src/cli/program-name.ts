import { basename, relative } from 'node:path'

/**
 * How a user calls this program, in words for a shell.
 *
 * @param file the program, as it was started: `process.argv[1]`.
 * @param folder where it was started.
 * @example programName('/app/node_modules/.bin/repull-mock', '/app') // 'npx repull-mock'
 */
export function programName(file: string, folder: string): string {
  if (/[/\\]node_modules[/\\]/.test(file)) return 'npx repull-mock'
  if (basename(file) === 'repull-mock') return 'repull-mock'
  const near = relative(folder, file)
  return `node ${near.startsWith('..') ? file : near}`
}
