import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** The licences of packages, one below the other. */
export async function notices(root, packages) {
  const texts = await Promise.all(packages.map((one) => notice(join(root, one.folder), one)))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

async function notice(folder, { name, version, license, author, inputs }) {
  const files = await readdir(folder)
  // A file that is itself a bundle has the licences of what is in it beside it.
  const ofBundles = inputs.map((file) => `${basename(file)}.LICENSE.txt`)
  const names = files.filter((file) => /^(licen[cs]e|notice)(\b|$)/i.test(file) || ofBundles.includes(file))
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')))
  const by = typeof author === 'object' ? author.name : author
  return `${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n') || `Copyright ${by ?? 'its authors'}; its package has no licence text.`}\n`
}
