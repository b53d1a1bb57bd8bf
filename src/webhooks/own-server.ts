import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isLoopback } from '../lib/address.js'
import { URL } from '../lib/node-globals.js'

/** This server as an endpoint: webhooks do not go to it, or they could control it (ours). */
export interface OwnServer {
  /** Whether an address, or a name that needs no look-up, is that of this server. */
  readonly isAt: (host: string, port: number) => boolean
}

/**
 * @param server knows its port once it listens.
 * @param publicUrl under which it is known elsewhere.
 */
export function createOwnServer(server: () => Server, publicUrl: string | null): OwnServer {
  const known = publicUrl === null ? null : new URL(publicUrl)
  return {
    isAt(host, port) {
      if (known !== null && host === known.hostname && port === portOf(known)) return true
      const own = server().address() as AddressInfo | null
      return port === own?.port && isOwnAddress(host)
    },
  }
}

/** The port of a URL, also where it is that of its protocol. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

function isOwnAddress(host: string): boolean {
  const plain = host.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isLoopback(plain) || plain === '0.0.0.0' || plain === '::') return true
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === plain))
}
