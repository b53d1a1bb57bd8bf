import { isLoopback, isPrivateName } from '../lib/address.js'
import type { Resolve } from './targets.js'

export interface NameResolverDeps {
  /** The text of the file of hosts; empty where there is none. */
  readonly readHosts: () => Promise<string>
  /** Asks DNS for addresses of both families. It has a deadline, and holds up nothing else. */
  readonly queries: readonly Resolve[]
  /** Asks the system, which knows more names than DNS. It may take long, and so long others wait for it. */
  readonly lookUp: (name: string) => Promise<readonly { readonly address: string }[]>
}

/** So many names are looked up by the system at once. Its pool has four threads, and files are read by them too. */
const maxLookUps = 2

/**
 * Finds the addresses of names without the pool of threads, where a few names in a silent DNS would hold up all others.
 * Only a name that public DNS cannot have is looked up by the system, when DNS has answered that it does not know it.
 *
 * @returns throws an error with the code `ENOTFOUND`, `ETIMEOUT`, or `EAI_AGAIN` when DNS cannot be asked at the moment.
 */
export function createNameResolver({ readHosts, queries, lookUp }: NameResolverDeps): Resolve {
  const waiting: (() => void)[] = []
  let lookUps = 0
  const inTurn = async (name: string) => {
    if (lookUps >= maxLookUps) await new Promise<void>((resolve) => waiting.push(resolve))
    else lookUps++
    try {
      return (await lookUp(name)).map(({ address }) => address)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else lookUps--
    }
  }
  return async (name) => {
    if (isLoopback(name)) return ['127.0.0.1', '::1']
    const listed = addressesIn(await readHosts(), name)
    if (listed.length > 0) return listed
    const answers = await Promise.allSettled(queries.map((query) => query(name)))
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (found.length > 0) return found
    const codes = answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'ENODATA'))
    if (codes.includes('ETIMEOUT')) throw failure(name, 'ETIMEOUT')
    if (isPrivateName(name)) return inTurn(name)
    throw failure(name, codes.every((code) => notThere.has(code)) ? 'ENOTFOUND' : 'EAI_AGAIN')
  }
}

/** What DNS says of a name without addresses. */
const notThere: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA'])

function failure(name: string, code: string): Error {
  return Object.assign(new Error(`${name} was not resolved`), { code })
}

/** The addresses of a name in a file of hosts. */
function addressesIn(hosts: string, name: string): readonly string[] {
  return hosts.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.some((one) => one.toLowerCase() === name.toLowerCase()) ? [address] : []
  })
}
