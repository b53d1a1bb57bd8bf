// Node's own, because a test runner's DOM or fake timers may have replaced the globals. They are values of this file and
// no re-exports, because fake timers also replace the members of node:timers. The build gives them to bundled packages.
import buffer from 'node:buffer'
import perfHooks from 'node:perf_hooks'
import timers from 'node:timers'
import url from 'node:url'
import util from 'node:util'

export const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = timers
export const { URL, URLSearchParams } = url
export const { TextEncoder, TextDecoder } = util
export const { performance } = perfHooks
export const { Blob, Buffer } = buffer

// No module exports these two, but one makes them.
const controller = util.transferableAbortController()
export const AbortController = controller.constructor as new () => AbortController
export const AbortSignal = controller.signal.constructor as typeof globalThis.AbortSignal

export function queueMicrotask(run: () => void): void {
  Promise.resolve()
    .then(run)
    .catch((error) => {
      // As Node's own does: what nobody catches is an exception.
      setImmediate(() => {
        throw error
      })
    })
}

/** Stands for `process.nextTick` in the bundle. */
export const { nextTick } = process
