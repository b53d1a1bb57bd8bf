import t, { type Test } from 'tap'
import { bounds } from '../../src/lib/bounds.js'
import {
  type Change,
  type Collection,
  jsonCodec,
  type Page,
  type RecordStore,
  type Write,
} from '../../src/storage/records.js'

interface Thing {
  readonly text: string
}

/** A collection of things. */
export function things(name: string, more: Partial<Collection<Thing>> = {}): Collection<Thing> {
  const bound = { what: 'things', per: 'workspace', fix: 'Remove some.', overflow: 'refuse' } as const
  return { name, codec: jsonCodec(), ...bound, maxItems: 100, maxSize: 100_000, ...more }
}

/** Puts a thing, whatever is there. */
export function put(collection: Collection<Thing>, id: string, text = id, position?: number): Write {
  return { kind: 'put', collection, id, value: { text }, position }
}

function changeOf(...writes: Write[]): Change {
  return { expected: [], writes }
}

const first = things('first')
const second = things('second')

interface Options {
  readonly skip?: string | false
}

/**
 * What every store of records must do.
 *
 * @param make a new, empty store for one test.
 */
export function testRecords(
  name: string,
  make: (t: Test) => RecordStore | Promise<RecordStore>,
  { skip = false }: Options = {},
): void {
  const test = (title: string, run: (t: Test, store: RecordStore) => Promise<void>) =>
    t.test(`${name}: ${title}`, { skip }, async (t) => run(t, await make(t)))
  const textsOf = async (store: RecordStore, collection = first, workspaceId = 'w', limit?: number) => {
    const { records } = await store.list(workspaceId, collection, limit === undefined ? {} : { limit })
    return records.map(({ value }) => value.text)
  }
  const find = async (store: RecordStore, id: string, collection = first, workspaceId = 'w') =>
    (await store.read(workspaceId, [{ collection, id }]))[0]

  test('a record is read as it was written, in its workspace and collection alone', async (t, store) => {
    const text = ' 1 2 {"é"}\n\u2028 😀 ] \\ \u0000'
    for (const id of ['a', '__proto__', 'b/c d', 'é'])
      await store.commit('w', changeOf(put(first, id, `${id}${text}`)))
    for (const id of ['a', '__proto__', 'b/c d', 'é']) {
      t.match(await find(store, id), { id, value: { text: `${id}${text}` } })
    }
    t.equal(await find(store, 'a', second), undefined)
    t.equal(await find(store, 'a', first, 'v'), undefined)
    t.equal(await find(store, 'constructor'), undefined)
    t.strictSame(await store.read('w', []), [])
    const [one, none, other] = await store.read(
      'w',
      ['é', 'x', 'a'].map((id) => ({ collection: first, id })),
    )
    t.strictSame([one?.id, none, other?.id], ['é', undefined, 'a'])
  })

  test('records are listed by their positions, which a change keeps', async (t, store) => {
    t.strictSame(await store.list('w', first), { records: [], version: 0, count: 0 })
    for (const id of ['c', 'a', 'b']) await store.commit('w', changeOf(put(first, id)))
    await store.commit('w', changeOf(put(first, 'c', 'changed')))
    t.strictSame(await textsOf(store), ['changed', 'a', 'b'])
    const { records } = await store.list('w', first)
    t.ok(records.every(({ position }, at) => at === 0 || position > Number(records[at - 1]?.position)))
    t.strictSame(await textsOf(store, first, 'w', 2), ['changed', 'a'])
    t.strictSame(await textsOf(store, second), [])
    await store.commit('w', changeOf({ kind: 'delete', collection: first, id: 'a' }, put(first, 'd')))
    t.strictSame(await textsOf(store), ['changed', 'b', 'd'])
  })

  test('a position can be chosen; of one position the first written comes first', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'z', 'one', 20), put(first, 'late', 'late', 30)))
    await store.commit('w', changeOf(put(first, 'y', 'two', 20), put(first, 'early', 'early', 3)))
    await store.commit('w', changeOf(put(first, 'x', 'three', 20)))
    t.strictSame(await textsOf(store), ['early', 'one', 'two', 'three', 'late'])
    t.strictSame(await textsOf(store, first, 'w', 1), ['early'])
    t.strictSame(await textsOf(store, first, 'w', 3), ['early', 'one', 'two'])
    await store.commit('w', changeOf(put(first, 'last')))
    t.equal((await textsOf(store)).at(-1), 'last', 'without one it stands behind all')
    await store.commit('w', changeOf(put(first, 'last', 'moved', 1)))
    t.equal((await textsOf(store))[0], 'moved')
  })

  test('a page has the newest, those before a position, or those with a text', async (t, store) => {
    const pageOf = async (page: Page) => {
      const { records, count } = await store.list('w', first, page)
      return [records.map(({ id }) => id).join(''), count]
    }
    const newest = { isNewestFirst: true }
    t.strictSame(await pageOf(newest), ['', 0])
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await store.commit('w', changeOf(put(first, id, `of "${id}"`)))
    await store.commit('w', changeOf(put(second, 'z')))
    const positions = (await store.list('w', first)).records.map(({ position }) => position)
    const check = async (order: string) => {
      const reversed = [...order].reverse().join('')
      t.strictSame(await pageOf(newest), [reversed, 5])
      t.strictSame(await pageOf({ ...newest, limit: 2 }), [reversed.slice(0, 2), 5])
      t.strictSame(await pageOf({ ...newest, limit: 2, skip: 1 }), [reversed.slice(1, 3), 5])
      t.strictSame(await pageOf({ limit: 2, skip: 2 }), [order.slice(2, 4), 5])
      t.strictSame(await pageOf({ limit: 0 }), ['', 5])
      t.strictSame(await pageOf({ including: 'of ' }), [order, 5])
      t.strictSame(await pageOf({ including: '\\"c\\"' }), ['c', 1])
      t.strictSame(await pageOf({ ...newest, including: 'of ', limit: 2, skip: 1 }), [
        reversed.slice(1, 3),
        5,
      ])
      t.strictSame(await pageOf({ including: 'none' }), ['', 0])
    }
    await check('abcde')
    t.strictSame(await pageOf({ ...newest, limit: 2, before: positions[3] }), ['cb', 5])
    t.strictSame(await pageOf({ ...newest, including: 'of ', before: positions[3], limit: 2 }), ['cb', 5])
    t.strictSame(await pageOf({ ...newest, before: -5 }), ['', 5])
    t.strictSame(await pageOf({ ...newest, including: 'of ', before: -5 }), ['', 5])
    await store.commit('w', changeOf(put(first, 'a', 'of "a"', 1000)))
    await check('bcdea')
    t.strictSame(await pageOf({ ...newest, limit: 2, before: 1000 }), ['ed', 5])
    await store.commit('w', changeOf(put(first, 'c', 'of "x"')))
    t.strictSame(
      await pageOf({ including: '\\"c\\"' }),
      ['', 0],
      'a text that was changed has its part no more',
    )
    t.strictSame(await pageOf({ including: 'of ' }), ['bcdea', 5])
    await store.commit('w', changeOf({ kind: 'delete', collection: first, id: 'd' }))
    t.strictSame(await pageOf({ including: 'of ', skip: 1 }), ['cea', 4])
    await store.commit('w', { ...changeOf(put(first, 'f', 'of "f"')), cleared: [first] })
    t.strictSame(await pageOf({ including: 'of ' }), ['f', 1])
  })

  test('the ids of a collection and its size are known without its values', async (t, store) => {
    const idsOf = async (collection = first) => {
      const found: string[] = []
      for await (const page of await store.ids('w', collection)) found.push(...page)
      return found.sort()
    }
    t.strictSame(await idsOf(), [])
    t.equal((await store.sizes('w')).size, 0)
    const ids = Array.from({ length: 2001 }, (_, at) => `${at}`).sort()
    const many = things('many', { maxItems: 3000 })
    await store.commit('w', changeOf(put(first, 'a/b', 'x'), ...ids.map((id) => put(many, id, 'y'))))
    t.strictSame(await idsOf(), ['a/b'])
    t.strictSame(await idsOf(many), ids)
    t.match(new Map(await store.sizes('w')).get('many'), { count: 2001, size: 2001 * '{"text":"y"}'.length })
  })

  test('nothing stays of a collection whose last record went', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'a'), put(first, 'b'), put(second, 'a')))
    await store.commit('w', { ...changeOf(put(second, 'b')), cleared: [second] })
    t.strictSame([...(await store.sizes('w')).keys()].sort(), ['first', 'second'])
    const { version } = await store.list('w', first)
    await store.commit('w', { ...changeOf(), cleared: [second] })
    const remove = (id: string): Write => ({ kind: 'delete', collection: first, id })
    await store.commit('w', changeOf(remove('a')))
    t.strictSame([...(await store.sizes('w')).keys()], ['first'])
    await store.commit('w', changeOf(remove('b')))
    t.strictSame([...(await store.sizes('w')).keys()], [])
    t.strictSame(await store.list('w', first), { records: [], version: 0, count: 0 })
    await store.commit('w', changeOf(put(first, 'a')))
    t.ok((await store.list('w', first)).version > version, 'it is not taken for the one before')
  })

  test('a large replacement is made whole or not at all, with what its collections keep', async (t, store) => {
    const many = things('many', { maxItems: 2000 })
    const few = things('few', { maxItems: 3, overflow: 'drop-oldest' })
    const replacement = (count: number, version = 0): Change => ({
      expected: [{ collection: second, id: 'expected', version }],
      writes: Array.from({ length: count }, (_, at) => put(at % 2 ? few : many, `${at}`)),
      isReplacing: true,
      isAnnounced: true,
    })
    const announced: string[] = []
    t.teardown(store.watch((workspaceId) => announced.push(workspaceId)))
    await store.commit('w', changeOf(put(first, 'before')))
    t.strictSame(await store.commit('w', replacement(1200, 7)), { kind: 'conflict' })
    t.strictSame(await store.commit('w', replacement(5000)), { kind: 'full', collection: 'many' })
    t.strictSame([await textsOf(store), await textsOf(store, many)], [['before'], []])
    const making = store.commit('w', replacement(1200))
    t.strictSame(await making, { kind: 'committed' })
    t.strictSame(await textsOf(store), [])
    t.strictSame((await textsOf(store, many)).slice(0, 3), ['0', '2', '4'])
    t.strictSame(await textsOf(store, few), ['1195', '1197', '1199'])
    await t.resolveMatch(
      (async () => {
        while (announced.length === 0) await new Promise((resolve) => setImmediate(resolve))
        return announced
      })(),
      ['w'],
    )
    const { version } = await store.list('w', many)
    await store.commit('w', changeOf(put(many, '0', 'next')))
    t.ok((await store.list('w', many)).version > version)
  })

  test('a commit is made only as long as what it expects is so, and whole or not at all', async (t, store) => {
    const commit = (version: number, text: string) =>
      store.commit('w', {
        expected: [{ collection: first, id: 'a', version }],
        writes: [put(second, text), put(first, 'a', text)],
      })
    t.strictSame(await commit(5, 'none is there'), { kind: 'conflict' })
    t.strictSame(await commit(0, 'new'), { kind: 'committed' })
    const version = (await find(store, 'a'))?.version ?? 0
    t.ok(version > 0)
    t.strictSame(await commit(0, 'there already'), { kind: 'conflict' })
    t.strictSame(await commit(version, 'next'), { kind: 'committed' })
    t.strictSame(await commit(version, 'late'), { kind: 'conflict' })
    t.strictSame(await textsOf(store, second), ['new', 'next'])
    await store.commit('w', changeOf({ kind: 'delete', collection: first, id: 'a' }))
    await store.commit('w', changeOf(put(first, 'a', 'again')))
    t.strictSame(await commit(version, 'of another life'), { kind: 'conflict' })
    t.equal((await find(store, 'a'))?.value.text, 'again')
  })

  test('a commit can expect that a collection is as it was', async (t, store) => {
    const commit = (version: number) =>
      store.commit('w', { expected: [{ collection: first, version }], writes: [put(second, 'a')] })
    t.strictSame(await commit(0), { kind: 'committed' })
    await store.commit('w', changeOf(put(first, 'a')))
    t.strictSame(await commit(0), { kind: 'conflict' })
    for (const write of [
      put(first, 'b'),
      put(first, 'a', 'x'),
      { kind: 'delete', collection: first, id: 'b' } as const,
    ]) {
      const { version } = await store.list('w', first)
      t.strictSame(await commit(version), { kind: 'committed' })
      await store.commit('w', changeOf(write))
      t.strictSame(await commit(version), { kind: 'conflict' })
    }
    const { version } = await store.list('w', first)
    await store.commit('w', { ...changeOf(), isReplacing: true })
    t.strictSame(await commit(version), { kind: 'conflict' }, 'emptied')
  })

  test('of racing commits that expect the same one is made', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'a', '0')))
    for (let round = 0; round < 5; round++) {
      const version = (await find(store, 'a'))?.version ?? 0
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          store.commit('w', {
            expected: [{ collection: first, id: 'a', version }],
            writes: [put(first, 'a', `${round} ${at}`), put(second, `${round}`, `${at}`)],
          }),
        ),
      )
      const won = outcomes.findIndex(({ kind }) => kind === 'committed')
      t.equal(outcomes.filter(({ kind }) => kind === 'committed').length, 1)
      t.equal((await find(store, 'a'))?.value.text, `${round} ${won}`)
      t.equal((await find(store, `${round}`, second))?.value.text, `${won}`)
    }
  })

  test('a full collection refuses the whole commit', async (t, store) => {
    const small = things('small', { maxItems: 2 })
    const ids = (...all: string[]) => changeOf(put(second, 'beside'), ...all.map((id) => put(small, id)))
    t.strictSame(await store.commit('w', ids('a', 'b', 'c')), { kind: 'full', collection: 'small' })
    t.strictSame(await textsOf(store, second), [])
    t.strictSame(await store.commit('w', ids('a', 'b')), { kind: 'committed' })
    t.strictSame(await store.commit('w', ids('a', 'b')), { kind: 'committed' }, 'the same take no more room')
    t.strictSame(await store.commit('w', ids('c')), { kind: 'full', collection: 'small' })
    t.strictSame(
      await store.commit('v', ids('c')),
      { kind: 'committed' },
      'another workspace has its own room',
    )
    const remove = { kind: 'delete', collection: small, id: 'a' } as const
    t.strictSame(await store.commit('w', changeOf(put(small, 'c'), remove)), { kind: 'committed' })
    await store.commit('w', changeOf(remove))
    const clearing = { ...changeOf(put(small, 'd'), put(small, 'b')), cleared: [small] }
    t.strictSame(await store.commit('w', clearing), { kind: 'committed' })
    t.strictSame(await textsOf(store, small), ['d', 'b'])
  })

  test('a collection has room for so much text', async (t, store) => {
    const small = things('small', { maxSize: 100 })
    t.strictSame(await store.commit('w', changeOf(put(small, 'a', 'x'.repeat(60)))), { kind: 'committed' })
    t.strictSame(await store.commit('w', changeOf(put(small, 'b', 'x'.repeat(60)))), {
      kind: 'full',
      collection: 'small',
    })
    t.strictSame(await store.commit('w', changeOf(put(small, 'a', 'x'), put(small, 'b', 'x'.repeat(60)))), {
      kind: 'committed',
    })
    await store.commit('w', changeOf({ kind: 'delete', collection: small, id: 'b' }))
    t.strictSame(await store.commit('w', changeOf(put(small, 'c', 'x'.repeat(60)))), { kind: 'committed' })
  })

  test('where the oldest go, there is always room', async (t, store) => {
    const log = things('log', { maxItems: 3, maxSize: 90, overflow: 'drop-oldest' })
    for (const id of ['a', 'b', 'c', 'd']) await store.commit('w', changeOf(put(log, id)))
    t.strictSame(await textsOf(store, log), ['b', 'c', 'd'])
    await store.commit('w', changeOf(put(log, 'b', 'changed'), put(log, 'e'), put(log, 'f')))
    t.strictSame(await textsOf(store, log), ['d', 'e', 'f'], 'a change makes a record no younger')
    await store.commit('w', changeOf(put(log, 'g', 'x'.repeat(60))))
    t.strictSame(await textsOf(store, log), ['f', 'x'.repeat(60)])
    t.equal(await find(store, 'e', log), undefined)
  })

  test('of the answers to keyed calls, one workspace never takes the place of another', async (t, store) => {
    const { maxItems, maxSize, overflow, per } = bounds.idempotentAnswers
    const answers = things('answers', { maxItems, maxSize, overflow, per })
    await store.commit('v', changeOf(put(answers, 'own')))
    for (let at = 0; at < maxItems + 100; at += 100) {
      const writes = Array.from({ length: 100 }, (_, more) => put(answers, `${at + more}`))
      await store.commit('w', changeOf(...writes))
    }
    t.equal((await textsOf(store, answers)).length, maxItems)
    t.same((await store.list('v', answers)).records[0]?.value, { text: 'own' })
  })

  test('a collection is cleared, and nothing beside it', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'a'), put(first, 'b'), put(second, 'a')))
    await store.commit('w', { ...changeOf(put(first, 'c')), cleared: [first] })
    t.strictSame([await textsOf(store), await textsOf(store, second)], [['c'], ['a']])
  })

  test('everything that a workspace holds is read at one moment', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'b', 'two', 2), put(first, 'a', 'one', 1), put(second, 'c')))
    await store.commit('v', changeOf(put(first, 'd')))
    const contents = await store.readAll('w')
    await store.commit('w', changeOf(put(first, 'a', 'later')))
    t.match(contents.of(first), [
      { id: 'a', value: { text: 'one' } },
      { id: 'b', value: { text: 'two' } },
    ])
    t.strictSame(
      contents.of(second).map(({ id }) => id),
      ['c'],
    )
    t.strictSame(contents.of(things('third')), [])
    t.strictSame((await store.readAll('none')).of(first), [])
  })

  test('the collections of a workspace are those with records', async (t, store) => {
    t.strictSame(await store.collections('w'), [])
    await store.commit('w', changeOf(put(first, 'a'), put(second, 'b')))
    await store.commit('w', changeOf({ kind: 'delete', collection: first, id: 'a' }))
    await store.commit('v', changeOf(put(first, 'a')))
    t.strictSame(await store.collections('w'), ['second'])
  })

  test('everything is replaced, and nothing of others', async (t, store) => {
    await store.commit('w', changeOf(put(first, 'a'), put(second, 'b')))
    await store.commit('v', changeOf(put(first, 'a')))
    const version = (await find(store, 'a'))?.version ?? 0
    await store.commit('w', {
      ...changeOf(put(first, 'a', 'new', 7), put(first, 'b', 'newer', 9)),
      isReplacing: true,
    })
    t.strictSame([await textsOf(store), await textsOf(store, second)], [['new', 'newer'], []])
    t.strictSame(await textsOf(store, first, 'v'), ['a'])
    t.not((await find(store, 'a'))?.version, version)
    t.equal((await find(store, 'b'))?.position, 9)
    await store.commit('w', {
      expected: [{ collection: first, id: 'a', version }],
      writes: [],
      isReplacing: true,
    })
    t.strictSame(await textsOf(store), ['new', 'newer'], 'what is no more as expected is not replaced')
    const small = things('first', { maxItems: 1 })
    t.strictSame(await store.commit('w', { ...changeOf(put(small, 'c')), isReplacing: true }), {
      kind: 'committed',
    })
    t.strictSame(await textsOf(store), ['c'])
  })

  test('racing replacements leave one of them, whole', async (t, store) => {
    const ids = ['a', 'b', 'c', 'd']
    await Promise.all(
      ids.map((id) => store.commit('w', { ...changeOf(put(first, id), put(second, id)), isReplacing: true })),
    )
    const [texts, others] = [await textsOf(store), await textsOf(store, second)]
    t.equal(texts.length, 1)
    t.strictSame(others, texts)
  })

  test('workspaces are known from their first record until they are forgotten', async (t, store) => {
    t.strictSame(await store.workspaces(), [])
    await store.register('v')
    await store.register('v')
    await store.commit('w', changeOf(put(first, 'a')))
    t.strictSame([...(await store.workspaces())].sort(), ['v', 'w'])
    await store.forget('w')
    await store.forget('none')
    t.strictSame(await store.workspaces(), ['v'])
    t.strictSame(await textsOf(store), [])
    t.strictSame(
      await store.commit('w', { expected: [{ collection: first, version: 0 }], writes: [put(first, 'a')] }),
      {
        kind: 'committed',
      },
    )
    t.strictSame([...(await store.workspaces())].sort(), ['v', 'w'])
  })

  test('who watches hears of announced commits that were made', async (t, store) => {
    const heard: string[] = []
    let notify = () => {}
    const next = () => new Promise<void>((resolve) => (notify = resolve))
    const stop = store.watch((workspaceId) => {
      heard.push(workspaceId)
      notify()
    })
    // A store may need a moment until it tells.
    for (let tries = 0; heard.length === 0 && tries < 50; tries++) {
      const waiting = Promise.race([next(), new Promise((resolve) => setTimeout(resolve, 100))])
      await store.commit('probe', { ...changeOf(), isAnnounced: true })
      await waiting
    }
    heard.length = 0
    const announced = next()
    await store.commit('quiet', changeOf(put(first, 'a')))
    await store.commit('w', {
      expected: [{ collection: first, id: 'a', version: 7 }],
      writes: [],
      isAnnounced: true,
    })
    await store.commit('w', { ...changeOf(put(first, 'a')), isAnnounced: true })
    await announced
    t.strictSame(
      heard.filter((one) => one !== 'probe'),
      ['w'],
    )
    stop()
  })
}
