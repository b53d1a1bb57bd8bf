import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { magicValues } from '../../src/sign-in/magic.js'

const places = { word: 'e-mail address, name', password: 'password', code: 'code' } as const

/** docs/sign-in.md as it is, with a table of the magic values. */
export async function signInPage(): Promise<string> {
  const rows = Object.entries(magicValues).map(
    ([value, { where, vrbo, extranet }]) =>
      `| \`${value}\` | ${places[where]} | ${vrbo || 'as any other'} | ${extranet || 'as any other'} |\n`,
  )
  const page = await readFile(join(process.cwd(), 'docs/sign-in.md'), 'utf8')
  return page.replace(/(?<=\n\| value \|.*\n\|---.*\n)(?:\|.*\n)*/, rows.join(''))
}
