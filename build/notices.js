import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The licences of packages, one below the other. */
export async function notices(root, packages) {
  const texts = await Promise.all(packages.map((one) => notice(join(root, one.folder), one)))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

async function notice(folder, { name, version, license, author }) {
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\b|$)/i.test(file))
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')))
  const by = typeof author === 'object' ? author.name : author
  return `${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n') || `Copyright ${by ?? 'its authors'}; its package has no licence text.`}\n`
}
