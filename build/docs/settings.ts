import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { declarations, settingNames, variableOf } from '../../src/cli/settings.js'

/** docs/settings.md as it is, with a table of every setting. */
export async function settingsPage(): Promise<string> {
  const rows = settingNames.map((name) => {
    const { fallback, help, allowed } = declarations[name]
    const shown = fallback === '' ? 'unset' : `\`${fallback}\``
    return `| \`${variableOf(name)}\` | ${shown} | ${help} | ${allowed} |\n`
  })
  const page = await readFile(join(process.cwd(), 'docs/settings.md'), 'utf8')
  return page.replace(/(?<=\n\|---.*\n)(?:\|.*\n)*/, rows.join(''))
}

/** .env.example as it begins, with every setting. */
export async function environmentExample(): Promise<string> {
  const variables = settingNames.map((name) => {
    const { fallback, help, allowed } = declarations[name]
    return `\n# ${help}. Takes ${allowed}.\n${variableOf(name)}=${fallback}\n`
  })
  const example = await readFile(join(process.cwd(), '.env.example'), 'utf8')
  return example.slice(0, example.indexOf('\n') + 1) + variables.join('')
}
