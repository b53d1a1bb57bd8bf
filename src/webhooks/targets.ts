import { BlockList, isIP } from 'node:net'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import { URL } from '../node-globals.js'

/** The addresses of a name; throws when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Which addresses webhooks may go to: those of this machine and of private networks, or all. */
export type TargetMode = 'local' | 'any'

/** Judges where webhooks may go, so that nobody can use the server to knock at strangers' doors. */
export class Targets {
  readonly #mode: TargetMode
  readonly #resolve: Resolve
  readonly #local = localAddresses()
  readonly #metadata = metadataAddresses()

  constructor(mode: TargetMode, resolve: Resolve) {
    this.#mode = mode
    this.#resolve = resolve
  }

  /** Whether an address may be connected to. Asked again at each delivery, because names can change. */
  isAllowed(address: string): boolean {
    if (this.#mode === 'any') return true
    if (isIP(address) === 0) return false
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    return this.#local.check(address, family) && !this.#metadata.check(address, family)
  }

  /**
   * Refuses an address that webhooks may not go to. A name without any address may be one that comes up later, if it is one
   * that public DNS does not have.
   *
   * @throws {ApiError} `invalid_body` on `url`.
   */
  async require(url: string): Promise<void> {
    if (this.#mode === 'any') return
    const { hostname } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0) {
      if (!this.isAllowed(host)) refuseFar(url, host)
      return
    }
    const addresses = await this.#resolve(host).catch(() => null)
    if (addresses === null && !isPrivateName(host))
      refuse(url, 'has a name that can not be resolved', nearFix)
    const far = addresses?.find((address) => !this.isAllowed(address))
    if (far !== undefined) refuseFar(url, far)
  }
}

const nearFix =
  'Use an address like http://127.0.0.1:3000/webhooks, or start the server with REPULL_MOCK_WEBHOOK_TARGETS=any.'

function refuseFar(url: string, where: string): never {
  refuse(
    url,
    `leads to ${showable(where)}, and webhooks go to this machine and to private networks only, not to the metadata service of a cloud`,
    nearFix,
  )
}

function refuse(url: string, problem: string, fix: string): never {
  const value = showable(url)
  fail('invalid_body', {
    message: `url ${problem}; it is ${value}.`,
    fix,
    field: 'url',
    value_received: value,
  })
}

/** Whether public DNS does not have a name, so that it can only be one of this machine or its network. */
function isPrivateName(name: string): boolean {
  const plain = name.toLowerCase().replace(/\.$/, '')
  return !plain.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(plain)
}

/** Loopback and private ranges (RFC 1918, RFC 4193); IPv4 in IPv6 clothes counts as what it is. */
function localAddresses(): BlockList {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8, 'ipv4')
  list.addSubnet('10.0.0.0', 8, 'ipv4')
  list.addSubnet('172.16.0.0', 12, 'ipv4')
  list.addSubnet('192.168.0.0', 16, 'ipv4')
  list.addAddress('::1', 'ipv6')
  list.addSubnet('fc00::', 7, 'ipv6')
  return list
}

/** Private addresses at which clouds hand out the credentials of a machine. Their others are in no private range. */
function metadataAddresses(): BlockList {
  const list = new BlockList()
  list.addAddress('fd00:ec2::254', 'ipv6')
  list.addAddress('fd20:ce::254', 'ipv6')
  return list
}
