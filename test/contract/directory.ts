import t, { type Test } from 'tap'
import type { Directory } from '../../src/storage/directory.js'

interface Options {
  readonly skip?: string | false
}

/**
 * What every directory must do.
 *
 * @param make a new, empty one for so many ids.
 */
export function testDirectory(
  name: string,
  make: (t: Test, maxIds: number) => Directory | Promise<Directory>,
  { skip = false }: Options = {},
): void {
  const test = (title: string, maxIds: number, run: (t: Test, directory: Directory) => Promise<void>) =>
    t.test(`${name}: ${title}`, { skip }, async (t) => run(t, await make(t, maxIds)))

  test('an id belongs to the workspace that claimed it, until it is released', 10, async (t, directory) => {
    t.equal(await directory.find('a'), undefined)
    t.equal(await directory.claim('w', ['a', 'b']), 'claimed')
    t.equal(await directory.claim('w', []), 'claimed')
    t.equal(await directory.find('a'), 'w')
    t.equal(await directory.find('__proto__'), undefined)
    t.equal(await directory.size(), 2)
    await directory.release(['a', 'none'])
    t.equal(await directory.find('a'), undefined)
    t.equal(await directory.find('b'), 'w')
    t.equal(await directory.size(), 1)
    t.equal(await directory.claim('v', ['a']), 'claimed')
    t.equal(await directory.find('a'), 'v')
  })

  test('the ids of others are taken, and then none is claimed', 10, async (t, directory) => {
    await directory.claim('w', ['a'])
    t.equal(await directory.claim('v', ['b', 'a', 'c']), 'taken')
    t.strictSame(
      [await directory.find('a'), await directory.find('b'), await directory.find('c')],
      ['w', undefined, undefined],
    )
    t.equal(await directory.claim('w', ['a', 'b']), 'claimed', "a workspace's own may be claimed again")
    t.equal(await directory.size(), 2)
  })

  test('there are no more ids than there may be', 3, async (t, directory) => {
    await directory.claim('w', ['a', 'b'])
    t.equal(await directory.claim('v', ['c', 'd']), 'full')
    t.equal(await directory.size(), 2)
    t.equal(await directory.claim('v', ['c']), 'claimed')
    t.equal(await directory.claim('w', ['a']), 'claimed', 'one that is there needs no room')
    t.equal(await directory.claim('v', ['d']), 'full')
    t.equal(await directory.claim('v', ['d', 'e'], 1), 'full')
    t.equal(await directory.claim('v', ['d'], 1), 'claimed', 'one that is to go makes room')
    await directory.release(['a', 'c'])
    t.equal(await directory.claim('v', ['e']), 'claimed')
  })

  test('of racing claims of an id one workspace gets it', 100, async (t, directory) => {
    const workspaces = Array.from({ length: 8 }, (_, at) => `w${at}`)
    const outcomes = await Promise.all(workspaces.map((workspaceId) => directory.claim(workspaceId, ['a'])))
    t.equal(outcomes.filter((outcome) => outcome === 'claimed').length, 1)
    t.equal(await directory.find('a'), workspaces[outcomes.indexOf('claimed')])
    t.equal(await directory.size(), 1)
  })

  test('the entries are looked at in turn, the oldest first', 10, async (t, directory) => {
    t.strictSame(await directory.next(2), [])
    for (const id of ['a', 'b', 'c', 'd']) await directory.claim(`w-${id}`, [id])
    await directory.release(['b'])
    t.strictSame(await directory.next(2), [
      { id: 'a', workspaceId: 'w-a' },
      { id: 'c', workspaceId: 'w-c' },
    ])
    await directory.claim('w-e', ['e'])
    const rest = [...(await directory.next(2)), ...(await directory.next(2))].map(({ id }) => id)
    t.strictSame(rest.slice(0, 2), ['d', 'e'].slice(0, rest.length))
    t.strictSame(
      (await directory.oldest(3)).map(({ id }) => id),
      ['a', 'c', 'd'],
    )
    const seen = new Set<string>()
    for (let tries = 0; tries < 5; tries++) for (const { id } of await directory.next(2)) seen.add(id)
    t.strictSame([...seen].sort(), ['a', 'c', 'd', 'e'], 'none is left out')
  })

  test(
    'the old entries are looked at too while new ones come, each once a call',
    20,
    async (t, directory) => {
      const seen = new Set<string>()
      for (let at = 0; at < 8; at++) {
        await directory.claim('w', [`${at}`])
        const ids = (await directory.next(2)).map(({ id }) => id)
        t.equal(new Set(ids).size, ids.length)
        if (at >= 4) for (const id of ids) seen.add(id)
      }
      t.ok(seen.has('0') || seen.has('1'), [...seen].join())
    },
  )
}
