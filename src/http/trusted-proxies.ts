import { BlockList, isIP } from 'node:net'
import type { Trust } from './forwarded.js'

/** Networks that have a name, as other servers know them too. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/**
 * Whether an address is of a proxy whose X-Forwarded headers count.
 *
 * @param networks addresses, CIDRs and names, null for no proxy; an IPv4 network holds its IPv4-mapped IPv6 addresses, too.
 */
export function createTrust(networks: readonly string[] | null): Trust {
  if (networks === null) return () => false
  const trusted = new BlockList()
  for (const network of networks.flatMap((name) => named[name] ?? name)) {
    const [address = '', prefix] = network.split('/')
    const [family, longest] = isIP(address) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const)
    trusted.addSubnet(address, Number(prefix ?? longest), family)
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}
