import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { root } from './helpers/project.js'

/**
 * Words that this project used in a meaning of its own, and the words of the field. `words` are found anywhere, comments
 * and the names of tests included. `code` and `src` are found outside of strings and comments, because they have an
 * everyday meaning, too; `src` in sources alone.
 */
const names: readonly {
  readonly words?: RegExp
  readonly code?: RegExp
  readonly src?: RegExp
  readonly but: string
}[] = [
  { words: /\bstandings?\b(?!', 'versions)/i, but: 'workspace state' },
  { words: /\beras?\b/i, but: 'generation' },
  { src: /\b(?:learn|renew)\w*\s*\(/, but: 'refresh, reset' },
  { words: /\bchance\b/i, src: /\bdraws?\b|\bDraw[A-Z]\w*/, but: 'random source, random' },
  { src: /\bprints?(?=\s*[(:=])/, but: 'request hash' },
  {
    words: /\blanes?\b|\bgiven-up\b/i,
    code: /\bletters?\b(?!-spacing)/i,
    but: 'delivery queue, webhook request',
  },
  { code: /\btold\b/i, src: /\barchived?\b/i, but: 'onDelivered, webhook snapshot' },
  {
    words: /\b(?:bound-held|sound-session|soundSession)\b/i,
    src: /\b(?:held|Held)\b/,
    but: 'session context',
  },
  {
    words: /\bheadless\b/i,
    src: /\bwalks?\b|\bways?\b|\bWay[A-Z]?\w*/i,
    but: 'auto-decision, decision, flow',
  },
  { src: /\bstrip\b/i, but: 'sandbox bar' },
  { words: /\b(?:announcement|happening)s?\b/i, but: 'domain event, journal event' },
  { words: /\b(?:mayForget|makeRoom|forgetting)\b/i, but: 'isEvictable, evict, retention policy' },
  {
    words: /\b(?:steer|isSteer)(?:s|ed|ing)?\b/i,
    src: /\b(?:meets?|met|happens?)\b/,
    but: 'control, match, apply',
  },
  { words: /\bentrances?\b|\blost (?:reply|replies)\b/i, but: 'workspace assignment, drop response' },
  { code: /\bConversations\b/, src: /\bstamps?\b/i, but: 'connection drain, response headers' },
  { words: /\brow ?lists?\b/i, src: /\bcommons\b/i, but: 'linked list, interned fields' },
  { words: /\b(?:showable|loggable|catalogued)\b/i, but: 'maskForResponse, maskForLog, toApiError' },
  { src: /\bplain\s*\(|\bnearest\s*\(/, but: 'normalize, closestMatch' },
  { src: /\bsimulated\b/i, but: 'injected error' },
  { words: /\bcrowd(?:s|ed|ing)?\b/i, code: /\bhabits?\b/i, but: 'load, workloads' },
  { words: /\b(?:first|last) \w+ signs\b/i, src: /\bsigns\b/, but: 'character' },
]

for (const folder of ['src', 'test']) {
  t.test(`${folder} uses the words of the field`, async (t) => {
    const files = (await readdir(join(root, folder), { recursive: true })).filter(
      (name) => /\.tsx?$/.test(name) && name !== 'names.test.ts',
    )
    for (const file of files) {
      const lines = (await readFile(join(root, folder, file), 'utf8')).split('\n')
      lines.forEach((line, at) => {
        const code = codeOf(line)
        for (const { words, code: identifiers, src, but } of names) {
          const found =
            words?.exec(line) ?? identifiers?.exec(code) ?? (folder === 'src' ? src?.exec(code) : null)
          if (found) t.fail(`${folder}/${file}:${at + 1} says ${found[0]}; the word is ${but}`)
        }
      })
    }
    t.ok(files.length > 5)
  })
}

/** A line without its comments and strings. */
function codeOf(line: string): string {
  if (/^\s*(?:\*|\/\*)/.test(line)) return ''
  return line.replace(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<!:)\/\/.*$/g, "''")
}
