import { createHash } from 'node:crypto'

/** What the store runs in one go, so that nothing comes between its steps (Lua). */
export interface Script {
  readonly lua: string
  /** By which the store knows it again. */
  readonly sha: string
  /** Whether a run with this reply has written; null for a script that never writes. */
  readonly hasWritten: ((reply: Reply) => boolean) | null
}

/** What a script returns: a number without decimals, a text, null for false, or a list of these. */
export type Reply = string | number | null | readonly Reply[]

export function script(lua: string, hasWritten: Script['hasWritten'] = () => true): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex'), hasWritten }
}
