/** An event as it came: its data, one text, and its name. */
export interface ServerSentEvent {
  readonly event: string
  readonly data: string
}

/** Reads a stream of server-sent events, whatever the pieces are in which it comes. */
export class EventText {
  #rest = ''

  /** The events that end in this piece. */
  read(piece: string): readonly ServerSentEvent[] {
    const blocks = (this.#rest + piece).split('\n\n')
    this.#rest = blocks.pop() as string
    return blocks.map(eventOf).filter(({ data }) => data !== '')
  }
}

function eventOf(block: string): ServerSentEvent {
  const values = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
  return { event: values('event')[0] ?? 'message', data: values('data').join('\n') }
}
