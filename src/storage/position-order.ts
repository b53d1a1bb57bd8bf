import { firstIndex } from '../lib/first-index.js'

/** A part of the order, with the position of each id. It has at least one. */
interface Piece {
  readonly ids: string[]
  readonly positions: number[]
}

/** So many ids are in a piece at most. */
const pieceLength = 512

/**
 * Ids in the order of their positions; of the same position, in the order of their addition. However many there are, adding
 * and removing one moves those of one piece.
 */
export class PositionOrder {
  #pieces: Piece[] = []
  #count = 0

  /** How many ids there are. */
  get count(): number {
    return this.#count
  }

  add(id: string, position: number): void {
    this.#count++
    this.#add(id, position)
  }

  #add(id: string, position: number): void {
    const pieces = this.#pieces
    // The last one that begins at or before the position.
    const at = Math.max(0, firstIndex(pieces.length, (at) => firstOf(pieces[at] as Piece) > position) - 1)
    const piece = pieces[at]
    if (piece === undefined || (piece.ids.length === pieceLength && lastOf(piece) <= position)) {
      pieces.splice(at + 1, 0, { ids: [id], positions: [position] })
      return
    }
    if (piece.ids.length === pieceLength) {
      // Whoever goes through the order goes on with the piece as it was.
      pieces.splice(at, 1, slice(piece, 0, pieceLength / 2), slice(piece, pieceLength / 2))
      this.#add(id, position)
      return
    }
    const place = firstIndex(piece.ids.length, (at) => (piece.positions[at] as number) > position)
    piece.ids.splice(place, 0, id)
    piece.positions.splice(place, 0, position)
  }

  /** Removes an id that was added with this position. */
  remove(id: string, position: number): void {
    this.#count--
    const pieces = this.#pieces
    // Those of the same position may fill several pieces.
    for (let at = firstIndex(pieces.length, (at) => lastOf(pieces[at] as Piece) >= position); ; at++) {
      const { ids, positions } = pieces[at] as Piece
      const place = ids.indexOf(
        id,
        firstIndex(ids.length, (at) => (positions[at] as number) >= position),
      )
      if (place === -1) continue
      ids.splice(place, 1)
      positions.splice(place, 1)
      if (ids.length === 0) pieces.splice(at, 1)
      return
    }
  }

  /** The ids, the lowest position first. Those that are added or removed meanwhile may be there or not. */
  *ids(): Generator<string> {
    for (const { ids } of [...this.#pieces]) yield* [...ids]
  }

  /** The ids, the highest position first: those of positions below one. Else as `ids`. */
  *idsBefore(position = Number.POSITIVE_INFINITY): Generator<string> {
    for (const { ids, positions } of this.#pieces.toReversed())
      yield* ids
        .slice(
          0,
          firstIndex(ids.length, (at) => (positions[at] as number) >= position),
        )
        .toReversed()
  }
}

function firstOf({ positions }: Piece): number {
  return positions[0] as number
}

function lastOf({ positions }: Piece): number {
  return positions[positions.length - 1] as number
}

function slice({ ids, positions }: Piece, from: number, to?: number): Piece {
  return { ids: ids.slice(from, to), positions: positions.slice(from, to) }
}
