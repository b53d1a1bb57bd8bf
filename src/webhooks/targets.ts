import { BlockList, isIP } from 'node:net'
import { fail } from '../errors/api-error.js'
import { isPrivateName } from '../lib/address.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import { type OwnServer, portOf } from './own-server.js'
import { networkOf, type TargetList } from './target-list.js'

/** The addresses of a name; throws when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Loopback and private ranges (RFC 1918, RFC 4193). */
const localNetworks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7']

/** Names by which a container reaches its host, whatever address its engine gives that. */
const containerHosts = [
  'host.docker.internal',
  'gateway.docker.internal',
  'kubernetes.docker.internal',
  'vm.docker.internal',
  'docker.for.mac.localhost',
  'docker.for.mac.host.internal',
  'docker.for.win.localhost',
  'docker.for.win.host.internal',
  'host.containers.internal',
  'host.orb.internal',
  'host.lima.internal',
  'host.rancher-desktop.internal',
  'host.minikube.internal',
  'host.k3d.internal',
]

/** Names of the metadata services of clouds. */
const metadataHosts: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])

/** Addresses at which clouds hand out the credentials of a machine. */
const metadataAddresses = [
  // AWS, Azure, Google, Oracle, DigitalOcean and others; the same through NAT64.
  ...['169.254.169.254', '64:ff9b::a9fe:a9fe', 'fd00:ec2::254', 'fd20:ce::254'],
  // Containers and pods of AWS.
  ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'],
  // Azure's agent, Alibaba, Tencent, Oracle, Scaleway.
  ...['168.63.129.16', '100.100.100.200', '169.254.0.23', '192.0.0.192', '169.254.42.42', 'fd00:42::42'],
]

/** Decides where webhooks may go, so that nobody can use the server to reach the hosts of others. */
export class Targets {
  readonly #list: TargetList
  readonly #resolve: Resolve
  readonly #own: OwnServer
  /** Names that are allowed whatever address they have. */
  readonly #names: ReadonlySet<string>
  readonly #networks: Networks
  readonly #metadata = new Networks(metadataAddresses)

  constructor(list: TargetList, resolve: Resolve, own: OwnServer) {
    const parts = [list].flat()
    const isLocal = parts.includes('local')
    this.#list = list
    this.#resolve = resolve
    this.#own = own
    this.#names = new Set([...(isLocal ? containerHosts : []), ...parts.filter((part) => part !== 'local')])
    this.#networks = new Networks([...(isLocal ? localNetworks : []), ...parts])
  }

  /**
   * Whether an address may be connected to, which the metadata of a cloud never may. It is checked again at each delivery,
   * because names can change.
   *
   * @param host the name that led to it.
   */
  isAllowed(address: string, host = address): boolean {
    if (isIP(address) === 0 || this.#metadata.has(address)) return false
    return this.#list === 'any' || this.#names.has(normalize(host)) || this.#networks.has(address)
  }

  /**
   * Refuses a url to which webhooks may not go, this server itself among them. A name that cannot be resolved is allowed when it may come up later: when
   * public DNS does not have it, or when the resolver has no answer at the moment.
   *
   * @throws {ApiError} `invalid_body` on `url`.
   */
  async require(url: string): Promise<void> {
    const target = new URL(url)
    const host = normalize(target.hostname.replace(/^\[|\]$/g, ''))
    const port = portOf(target)
    if (this.#own.isAt(host, port)) refuseOwn(url)
    if (metadataHosts.has(host)) refuseMetadata(url, host)
    if (isIP(host) !== 0) {
      if (!this.isAllowed(host)) this.#refuseAddress(url, host, host)
      return
    }
    if (this.#list === 'any') return
    const addresses = await this.#resolve(host).catch(({ code }: NodeJS.ErrnoException) => {
      const isTemporary = code === 'EAI_AGAIN' || code === 'ETIMEOUT'
      if (isPrivateName(host) || this.#names.has(host) || isTemporary) return []
      return refuse(url, 'has a name that cannot be resolved', fixWith(host))
    })
    const refused = addresses.find((address) => !this.isAllowed(address, host))
    if (refused !== undefined) this.#refuseAddress(url, host, refused)
    if (addresses.some((address) => this.#own.isAt(address, port))) refuseOwn(url)
  }

  #refuseAddress(url: string, host: string, address: string): never {
    if (this.#metadata.has(address)) refuseMetadata(url, address)
    const reach =
      this.#list === 'local'
        ? 'to this machine and to private networks'
        : 'where REPULL_MOCK_WEBHOOK_TARGETS says'
    refuse(url, `leads to ${address}, and webhooks go only ${reach}`, fixWith(host))
  }
}

function fixWith(host: string): string {
  return `Use an address like http://127.0.0.1:3000/webhooks, or start the server with REPULL_MOCK_WEBHOOK_TARGETS=local,${maskForResponse(host)} or REPULL_MOCK_WEBHOOK_TARGETS=any.`
}

function refuseOwn(url: string): never {
  refuse(
    url,
    'leads to this server itself',
    'Use an address of your app, like http://127.0.0.1:3000/webhooks.',
  )
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

function normalize(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}

/**
 * The networks among some texts, listed when an address is first looked for, because a start would wait for it. An IPv4
 * address mapped to IPv6 counts as the IPv4 one.
 */
class Networks {
  readonly #texts: readonly string[]
  #list: BlockList | undefined

  constructor(texts: readonly string[]) {
    this.#texts = texts
  }

  has(address: string): boolean {
    this.#list ??= blockListOf(this.#texts)
    return this.#list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
}

function blockListOf(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const { address, bits, family } of texts.flatMap((text) => networkOf(text) ?? []))
    list.addSubnet(address, bits, family)
  return list
}
