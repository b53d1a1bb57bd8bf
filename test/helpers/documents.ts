import { readdir, readFile } from 'node:fs/promises'
import { root } from './project.js'

/** A command that a document shows, with the JSON that it says the command prints, if any. */
export interface Command {
  readonly document: string
  readonly text: string
  readonly answer: string | undefined
}

/** The documents that show commands. */
export async function documents(): Promise<readonly string[]> {
  const names = [...(await readdir(root)), ...(await namesIn('docs')), ...(await namesIn('examples'))]
  return names.filter((name) => /\.md$|^compose\.yaml$|^\.env\.example$/.test(name)).sort()
}

/** The blocks of shell commands in a document; of one that is not Markdown, the commands that its first line ends in. */
export async function commandsOf(document: string): Promise<readonly Command[]> {
  const text = await readFile(root + document, 'utf8')
  if (!document.endsWith('.md')) {
    const [, command = ''] = /^# .*: (.*)\n/.exec(text) ?? []
    return [{ document, text: command, answer: undefined }]
  }
  const blocks = text.matchAll(/```(?:sh|shell|console)\n([\s\S]*?)```(?:\n\n```json\n([\s\S]*?)```)?/g)
  return [...blocks].map(([, command = '', answer]) => ({ document, text: command.trim(), answer }))
}

/** Whether a command is a step of a page's script, which is run as a whole. */
export function isStep({ document, text }: Command): boolean {
  const isPage = document === 'README.md' || /^docs\/[\w-]+\.md$/.test(document)
  return isPage && /curl|complete|session\(/.test(text)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(root + folder, { recursive: true })
  return names.filter((name) => !name.includes('node_modules')).map((name) => `${folder}/${name}`)
}
