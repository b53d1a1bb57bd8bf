import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'

/** A pipe as a shell makes it, of which the test reads when it likes. */
export interface Fifo {
  /** The end for the process that writes. The reader is told of the end once nobody has it any more. */
  readonly writer: number
  /** What was read so far. */
  read(): string
  /** Reads until a text matches. */
  until(pattern: RegExp): Promise<string>
  /** Leaves, so that there is no reader. */
  leave(): void
  closeWriter(): void
}

export function createFifo(t: Test): Fifo {
  const path = join(t.testdir(), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY)
  const open = new Set([reader, writer])
  const close = (end: number) => {
    if (open.delete(end)) closeSync(end)
  }
  t.teardown(() => {
    close(reader)
    close(writer)
  })
  const buffer = Buffer.alloc(64 * 1024)
  let text = ''
  const read = () => {
    try {
      for (let size = 1; size > 0; ) {
        size = readSync(reader, buffer)
        text += buffer.toString('utf8', 0, size)
      }
    } catch {
      // There is nothing to read.
    }
    return text
  }
  const until = async (pattern: RegExp) => {
    while (!pattern.test(read())) await setTimeout(10)
    return text
  }
  return { writer, read, until, leave: () => close(reader), closeWriter: () => close(writer) }
}
