import { BlockList, isIP } from 'node:net'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import { containerHosts, isPrivateName, metadataAddresses, metadataHosts } from './special-hosts.js'
import { networkOf, type TargetList } from './target-list.js'

/** The addresses of a name; throws when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Judges where webhooks may go, so that nobody can use the server to knock at strangers' doors. */
export class Targets {
  readonly #isAny: boolean
  readonly #isListed: boolean
  readonly #resolve: Resolve
  /** Names that may be called whatever address they have. */
  readonly #names: ReadonlySet<string>
  readonly #networks: BlockList
  readonly #metadata = blockListOf(metadataAddresses)

  constructor(list: TargetList, resolve: Resolve) {
    const parts = [list].flat()
    const isLocal = parts.includes('local')
    this.#isAny = list === 'any'
    this.#isListed = typeof list !== 'string'
    this.#resolve = resolve
    this.#names = new Set([...(isLocal ? containerHosts : []), ...parts.filter((part) => part !== 'local')])
    this.#networks = blockListOf([...(isLocal ? localNetworks : []), ...parts])
  }

  /**
   * Whether an address may be connected to. Asked again at each delivery, because names can change. That of a cloud's
   * metadata never may.
   *
   * @param host the name that led to it.
   */
  isAllowed(address: string, host = address): boolean {
    if (isIP(address) === 0 || isIn(this.#metadata, address)) return false
    return this.#isAny || this.#names.has(plainName(host)) || isIn(this.#networks, address)
  }

  /**
   * Refuses an address that webhooks may not go to. A name that can't be resolved may be one that comes up later: if public
   * DNS does not have it, or when nobody can say now.
   *
   * @throws {ApiError} `invalid_body` on `url`.
   */
  async require(url: string): Promise<void> {
    const { hostname } = new URL(url)
    const host = plainName(hostname.replace(/^\[|\]$/g, ''))
    if (metadataHosts.has(host)) refuseMetadata(url, host)
    if (isIP(host) !== 0) {
      if (!this.isAllowed(host)) this.#refuseFar(url, host, host)
      return
    }
    if (this.#isAny) return
    const addresses = await this.#resolve(host).catch((error: NodeJS.ErrnoException) => {
      if (isPrivateName(host) || this.#names.has(host) || isTemporary(error)) return []
      return refuse(url, 'has a name that can not be resolved', fixWith(host))
    })
    const far = addresses.find((address) => !this.isAllowed(address, host))
    if (far !== undefined) this.#refuseFar(url, host, far)
  }

  #refuseFar(url: string, host: string, address: string): never {
    if (isIn(this.#metadata, address)) refuseMetadata(url, address)
    const reach = this.#isListed
      ? 'where REPULL_MOCK_WEBHOOK_TARGETS says'
      : 'to this machine and to private networks'
    refuse(url, `leads to ${address}, and webhooks go only ${reach}`, fixWith(host))
  }
}

/** Whether a name may well be resolved in a moment, or somewhere else. */
function isTemporary({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EAI_AGAIN' || code === 'ETIMEOUT'
}

function fixWith(host: string): string {
  return `Use an address like http://127.0.0.1:3000/webhooks, or start the server with REPULL_MOCK_WEBHOOK_TARGETS=local,${maskForResponse(host)} or REPULL_MOCK_WEBHOOK_TARGETS=any.`
}

function refuseMetadata(url: string, where: string): never {
  const problem = `leads to ${maskForResponse(where)}, the metadata service of a cloud, where webhooks never go`
  refuse(url, problem, 'Use an address like http://127.0.0.1:3000/webhooks.')
}

function refuse(url: string, problem: string, fix: string): never {
  const value = maskForResponse(url)
  fail('invalid_body', {
    message: `url ${problem}; it is ${value}.`,
    fix,
    field: 'url',
    value_received: value,
  })
}

function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}

/** Loopback and private ranges (RFC 1918, RFC 4193). */
const localNetworks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7']

/** The networks among some texts. IPv4 in IPv6 clothes counts as what it is. */
function blockListOf(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const network = networkOf(text)
    if (network !== undefined) list.addSubnet(network.address, network.bits, network.family)
  }
  return list
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}
