import t from 'tap'
import { textsOf } from '../../src/pages/texts.js'
import { providers } from '../../src/providers/providers.js'

/** Arguments for texts that are functions: names, and numbers for singular and plural. */
const samples: readonly (readonly unknown[])[] = [
  ['Zephyrine', 'Quokka'],
  [1, 1],
  [7, 7],
]

/** Every text by its path; one that is a function is there once per sample. */
function flatten(texts: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof texts === 'string') return [[path, texts]]
  if (typeof texts === 'function')
    return samples.flatMap((sample) => flatten(texts(...sample), `${path}(${sample.join()})`))
  return Object.entries(texts as object).flatMap(([name, inner]) => flatten(inner, `${path}.${name}`))
}

const english = new Map(flatten(textsOf('en'), 'texts'))
const french = new Map(flatten(textsOf('fr'), 'texts'))

t.test('every English text has a French one, and none is left empty', async (t) => {
  t.strictSame([...french.keys()], [...english.keys()])
  t.strictSame(
    [...english, ...french].filter(([, text]) => text.trim() === ''),
    [],
  )
})

t.test('no French text is still in English', async (t) => {
  t.strictSame(
    [...english.keys()].filter((path) => english.get(path) === french.get(path)),
    [],
  )
})

t.test('no French mark stands alone on a line, because the space before it does not break', async (t) => {
  t.strictSame(
    [...french].filter(([, text]) => / [:?!;»]|« /.test(text)),
    [],
  )
})

t.test('a French text has the names and numbers of the English one', async (t) => {
  for (const [path, text] of english)
    for (const name of samples.flat().map(String))
      if (path.includes('(') && text.includes(name)) t.match(french.get(path), name, path)
})

/** @example luminance('#ffffff') // 1, by the formula of WCAG 2 */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

for (const { displayName, color } of providers) {
  t.test(`white text is readable on the colour of ${displayName}`, async (t) => {
    const contrast = 1.05 / (luminance(color) + 0.05)
    t.ok(contrast >= 4.5, `its contrast to ${color.slice(1)} is ${contrast.toFixed(2)}, at least 4.5`)
  })
}
