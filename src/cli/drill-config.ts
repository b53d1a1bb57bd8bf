import { readFileSync } from 'node:fs'

/** The text of the file drill.config.json of the folder in which the program runs; null when there is none. */
export function readDrillConfig(): string | null {
  try {
    return readFileSync('drill.config.json', 'utf8')
  } catch {
    return null
  }
}
