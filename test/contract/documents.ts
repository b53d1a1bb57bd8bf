import t, { type Test } from 'tap'
import { changeDocument, type Documents } from '../../src/documents.js'

interface Options {
  readonly skip?: string | false
}

/**
 * What every store of documents must do.
 *
 * @param make a new, empty one.
 */
export function testDocuments(
  name: string,
  make: (t: Test) => Documents<object> | Promise<Documents<object>>,
  { skip = false }: Options = {},
): void {
  t.test(
    `${name}: a document is read as it was written, and gone once it is removed`,
    { skip },
    async (t) => {
      const documents = await make(t)
      t.equal(await documents.read('a'), undefined)
      const value = { list: [], none: null, text: 'é "quoted"', number: 1.5 }
      t.equal(await documents.write('a', value, 0), true)
      t.equal(await documents.write('b', {}, 0), true)
      t.strictSame((await documents.read('a'))?.value, value)
      t.strictSame([...(await documents.keys())].sort(), ['a', 'b'])
      t.equal(await documents.write('a', null, (await documents.read('a'))?.version ?? 0), true)
      t.equal(await documents.read('a'), undefined)
      t.strictSame(await documents.keys(), ['b'])
    },
  )

  t.test(
    `${name}: only the version that is there is replaced, also after another life`,
    { skip },
    async (t) => {
      const documents = await make(t)
      await documents.write('a', { at: 1 }, 0)
      const old = (await documents.read('a'))?.version ?? 0
      t.equal(await documents.write('a', { at: 2 }, 0), false, 'one that is there is not new')
      t.equal(await documents.write('a', { at: 2 }, old), true)
      t.equal(await documents.write('a', { at: 3 }, old), false)
      await documents.write('a', null, (await documents.read('a'))?.version ?? 0)
      t.equal(await documents.write('a', { at: 4 }, old), false)
      t.equal(await documents.write('a', null, old), false)
      await documents.write('a', { at: 5 }, 0)
      t.equal(
        await documents.write('a', { at: 6 }, old),
        false,
        'a new life has no version of the one before',
      )
      t.strictSame((await documents.read('a'))?.value, { at: 5 })
    },
  )

  t.test(`${name}: changes at once are all made`, { skip }, async (t) => {
    const documents = await make(t)
    const add = (at: number) =>
      changeDocument(documents, 'a', (value) => ({ ...value, [at]: true }) as object)
    await Promise.all(Array.from({ length: 20 }, (_, at) => add(at)))
    t.equal(Object.keys((await documents.read('a'))?.value ?? {}).length, 20)
    t.equal(await changeDocument(documents, 'a', () => undefined), undefined)
    t.equal(Object.keys((await documents.read('a'))?.value ?? {}).length, 20, 'nothing was changed')
    t.equal(await changeDocument(documents, 'a', () => null), null)
    t.strictSame(await documents.keys(), [])
  })
}
