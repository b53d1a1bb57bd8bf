import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** The parser gets so much at a time, in bytes. */
const sliceBytes = 4096

/**
 * Gives the parser what a connection has read a little at a time. Otherwise it would take apart the hundreds of requests that
 * one read may hold, whatever else waits, and although the connection was paused after the first of them.
 */
export function readLittleAtATime(server: Server): void {
  server.on('connection', (socket: Socket) => {
    const push = socket.push.bind(socket)
    socket.push = (chunk: Buffer | null) => {
      if (chunk === null) return push(null)
      let at = 0
      for (; chunk.length - at > sliceBytes; at += sliceBytes) push(chunk.subarray(at, at + sliceBytes))
      return push(chunk.subarray(at))
    }
    // The parser of Node reads from the system by itself, until somebody has listened.
    socket.on('data', push).off('data', push)
  })
}
