import t from 'tap'
import { itemKey, merged, withNews } from '../../src/inspector/client/data/merged.js'

const item = (id: string, status = 'pending') => ({ id, status })

t.test('what has become of items is in a list, the newest first', async (t) => {
  const fresh = new Map([
    [itemKey({ id: 'b' }), item('b', 'expired')],
    [itemKey({ id: 'c' }), null],
    [itemKey({ id: 'd' }), item('d')],
    [itemKey({ id: 'e' }), item('e')],
  ])
  t.strictSame(merged([item('c'), item('b'), item('a')], fresh), [
    item('e'),
    item('d'),
    item('b', 'expired'),
    item('a'),
  ])
})

t.test('items of two workspaces with one id are two', async (t) => {
  const of = (workspace: string, status: string) => ({ id: '900000301', workspace, status })
  const broken = of('one', 'error')
  const fresh = new Map([[itemKey(broken), broken]])
  t.strictSame(merged([of('other', 'active'), of('one', 'active')], fresh), [of('other', 'active'), broken])
})

t.test('an answer that comes late does not undo what the page was told meanwhile', async (t) => {
  const before = [item('b'), item('a'), item('gone')]
  const [b, a, gone] = before as [ReturnType<typeof item>, ReturnType<typeof item>, ReturnType<typeof item>]
  const now = [item('c'), item('b', 'expired'), a, gone]
  t.strictSame(withNews([b, a], before, now), [item('c'), item('b', 'expired'), a])
})
