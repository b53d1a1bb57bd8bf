import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import type { Alarm } from '../lib/clock.js'
import { showsColors } from './colors.js'

/** Where log lines go. */
export interface Output {
  readonly isTTY?: boolean
  /** Whether it shows colors. */
  readonly isColored?: boolean
  write(text: string): unknown
  /** Calls `report` with the number of lines that were dropped, once writing works again. */
  onDropped?(report: (count: number) => void): void
  /** Writes what is left, as far as that is possible within `timeoutMs`, and closes what it opened. */
  settle?(timeoutMs: number): Promise<void>
}

/** How much may wait to be written, in characters or bytes. */
const maxWaiting = 1024 * 1024

/** The delay before a failed write is tried again, in milliseconds; it doubles each time. */
const retryMs = { first: 2, longest: 250 }

/**
 * Writes lines to a file descriptor such as stdout without ever blocking. Lines wait while nobody reads, the reader has
 * gone or the disk is full; beyond 1 MiB of them new lines are dropped and counted. No error of the descriptor is thrown.
 */
export class DescriptorOutput implements Output {
  readonly isTTY: boolean
  readonly isColored: boolean
  readonly #descriptor: number
  readonly #alarm: Alarm
  readonly #openFiles: string
  #target: Target | null = null
  #queue = ''
  #unwritten: Buffer = Buffer.alloc(0)
  #dropped = 0
  #reportDropped: ((count: number) => void) | null = null
  #nextRetryMs = retryMs.first
  #cancelNext: (() => void) | null = null

  /**
   * @param descriptor 1 for stdout, 2 for stderr. It is not touched before the first line.
   * @param openFiles the folder in which the system lists the open files of this process.
   */
  constructor(descriptor: number, alarm: Alarm, openFiles = '/proc/self/fd') {
    this.#descriptor = descriptor
    this.#alarm = alarm
    this.#openFiles = openFiles
    this.isTTY = isatty(descriptor)
    this.isColored = showsColors(process.env, this.isTTY)
  }

  onDropped(report: (count: number) => void): void {
    this.#reportDropped = report
  }

  /** Takes whole lines. Lines that come within a millisecond are written together. */
  write(text: string): void {
    const waiting = this.#unwritten.length + this.#queue.length
    if (waiting > 0 && waiting + text.length > maxWaiting) {
      this.#dropped += 1
      return
    }
    this.#queue += text
    this.#cancelNext ??= this.#alarm(0, () => this.flush())
  }

  /**
   * Writes as much as can be written now.
   *
   * @returns whether nothing is left.
   */
  flush(): boolean {
    this.#cancel()
    try {
      this.#writeAll()
      return true
    } catch {
      this.#cancel()
      this.#cancelNext = this.#alarm(this.#nextRetryMs, () => this.flush())
      this.#nextRetryMs = Math.min(2 * this.#nextRetryMs, retryMs.longest)
      return false
    }
  }

  /** It can be written to again afterwards. */
  async settle(timeoutMs: number): Promise<void> {
    for (let waitedMs = 0; !this.flush() && waitedMs < timeoutMs; waitedMs += 5) await sleep(5)
    this.#cancel()
    this.#target?.close()
    this.#target = null
  }

  #cancel(): void {
    this.#cancelNext?.()
    this.#cancelNext = null
  }

  /** @throws the error of the system that keeps it from writing the rest. */
  #writeAll(): void {
    for (;;) {
      if (this.#unwritten.length === 0) this.#unwritten = this.#takeQueue()
      if (this.#unwritten.length === 0) return
      this.#target ??= openTarget(this.#descriptor, this.#openFiles)
      const written = writeSync(this.#target.descriptor, this.#unwritten)
      this.#unwritten = this.#unwritten.subarray(written)
      this.#nextRetryMs = retryMs.first
    }
  }

  #takeQueue(): Buffer {
    if (this.#queue === '' && this.#dropped > 0) {
      const count = this.#dropped
      this.#dropped = 0
      this.#reportDropped?.(count)
    }
    const bytes = Buffer.from(this.#queue)
    this.#queue = ''
    return bytes
  }
}

/** A descriptor on which a write fails rather than blocks. */
interface Target {
  readonly descriptor: number
  close(): void
}

/**
 * Pipes and terminals are opened once more, because O_NONBLOCK on the inherited descriptor would hold for every process
 * that shares it, such as the command of `exec`. A socket cannot be opened again.
 *
 * @throws the error of the system for a descriptor that is not open.
 */
function openTarget(descriptor: number, openFiles: string): Target {
  const stats = fstatSync(descriptor)
  const isPipe = stats.isFIFO()
  if (isPipe || stats.isCharacterDevice()) {
    try {
      const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants
      const own = openSync(join(openFiles, String(descriptor)), O_WRONLY | O_NONBLOCK | O_NOCTTY)
      return { descriptor: own, close: () => closeSync(own) }
    } catch {
      // The reader has gone, the pipe is somebody else's, or the system has no such folder.
    }
  }
  // Node makes a descriptor non-blocking when it takes it for a socket.
  if (isPipe || stats.isSocket()) new Socket({ fd: descriptor, readable: false }).unref()
  return { descriptor, close: () => {} }
}
