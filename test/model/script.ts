import type { Answer } from '../helpers/mock.js'
import type { Call } from './command.js'
import { startMs } from './world.js'

/** The calls of a run as shell commands that repeat them on another server, with other session ids. */
export class Script {
  readonly #lines: string[] = []
  /** The shell's variable for each session id. */
  readonly #variables = new Map<string, string>()
  /** The files of snapshots by their text. */
  readonly #files = new Map<string, string>()

  addLine(line: string): void {
    this.#lines.push(line)
  }

  /** Adds a call. @returns a function to call with its answer. */
  add({ method, path, as, body, prefer = null }: Call): (answer: Answer) => void {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const key = as === null ? '' : ` -H 'x-api-key: sk_test_${as}'`
    const version = prefer === null ? '' : ` -H 'prefer: api-version=${prefer}'`
    const file = text && this.#files.get(text)
    const data = file ? `@${file}` : `'${this.#named(text ?? '', `'"`, `"'`)}'`
    const json = text === undefined ? '' : ` -H 'content-type: application/json' -d ${data}`
    const curl = `curl -s -X ${method} "$MOCK${this.#named(path)}"${key}${version}${json}`
    const at = this.#lines.push(curl) - 1
    return ({ status, code, body: answer }) => {
      const outcome = ` # ${status} ${code ?? ''}`
      if (method === 'GET' && path === '/_mock/snapshot')
        this.#lines[at] = `${curl} > ${this.#save(answer)}${outcome}`
      else if (path === '/_mock/fork' && status === 200)
        this.#lines[at] = [`${curl} > fork.json${outcome}`, ...this.#copies(answer.sessions)].join('\n')
      else if (path.startsWith('/v1/connect') && answer?.url && !this.#variables.has(answer.sessionId))
        this.#lines[at] =
          `${this.#name(answer.sessionId)}=$(${curl} | grep -o 'cs_[0-9A-Z]*' | head -n 1)${outcome}`
      else this.#lines[at] = curl + outcome
    }
  }

  toString(): string {
    const now = JSON.stringify({ now: new Date(startMs).toISOString(), frozen: true })
    return [
      'MOCK=http://127.0.0.1:7855',
      `curl -s -X PUT "$MOCK/_mock/clock" -H 'content-type: application/json' -d '${now}'`,
      ...this.#lines,
    ].join('\n')
  }

  #name(id: string): string {
    const name = `S${this.#variables.size + 1}`
    this.#variables.set(id, name)
    return name
  }

  #named(text: string, before = '', after = ''): string {
    return text.replace(/cs_[0-9A-Z]{26}/g, (id) => {
      const name = this.#variables.get(id)
      return name ? `${before}$${name}${after}` : id
    })
  }

  #save(snapshot: object): string {
    const file = `snapshot-${this.#files.size + 1}.json`
    this.#files.set(JSON.stringify(snapshot), file)
    return file
  }

  #copies(sessions: Readonly<Record<string, string>>): readonly string[] {
    return Object.entries(sessions).map(([old, copy]) => {
      const original = this.#variables.get(old)
      return `${this.#name(copy)}=$(grep -o "$${original}\\":\\"cs_[0-9A-Z]*" fork.json | tail -c 30)`
    })
  }
}
