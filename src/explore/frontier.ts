/** A queue of short rows of bytes, in chunks that are reused as soon as they are read: first in, first out. */
export interface Frontier {
  /** How many rows were put and not taken yet. */
  readonly size: number;
  /** Puts the first `length` of these bytes. */
  put(bytes: Uint8Array, length: number): void;
  /** Has the next row read, from a place in some bytes on; `read` answers with the place of its end. */
  take(read: (bytes: Uint8Array, start: number) => number): void;
}

const chunkBytes = 1 << 16;

/** Takes the place of a chunk that was read. */
const gone: Piece = { bytes: new Uint8Array(0), end: 0 };

interface Piece {
  readonly bytes: Uint8Array;
  end: number;
}

/** `freePages`: unused chunks, for this queue and others. */
export function createFrontier(freePages: Uint8Array[] = []): Frontier {
  const pieces: Piece[] = [];
  let first = 0;
  let start = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    put(bytes, length) {
      let piece = pieces.at(-1);
      if (piece === undefined || piece.end + length > piece.bytes.length) {
        const used = length > chunkBytes ? undefined : freePages.pop();
        piece = { bytes: used ?? new Uint8Array(Math.max(chunkBytes, length)), end: 0 };
        pieces.push(piece);
      }
      for (let at = 0; at < length; at += 1) piece.bytes[piece.end + at] = bytes[at] ?? 0;
      piece.end += length;
      size += 1;
    },
    take(read) {
      let piece = pieces[first];
      if (piece !== undefined && start === piece.end) {
        pieces[first] = gone;
        if (piece.bytes.length === chunkBytes) freePages.push(piece.bytes);
        first += 1;
        start = 0;
        piece = pieces[first];
      }
      if (piece === undefined) throw new RangeError('the frontier is empty');
      start = read(piece.bytes, start);
      size -= 1;
    },
  };
}
