import type { Shape } from '../../openapi/shape.js'
import { decode, type Language } from './decode.js'
import { go } from './go.js'
import { php } from './php.js'
import { python } from './python.js'

/** The generated clients of Repull that fail on what others let pass. */
export const clients: Readonly<Record<string, Language>> = { python, go, php }

/** What any of the clients refuses of a body, with its name. */
export function refusedBy(shape: Shape, body: unknown): readonly string[] {
  return Object.entries(clients).flatMap(([name, language]) =>
    decode(language, shape, body).map((problem) => `${name}: ${problem}`),
  )
}
