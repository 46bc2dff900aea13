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
const gone: Chunk = { bytes: new Uint8Array(0), end: 0 };

interface Chunk {
  readonly bytes: Uint8Array;
  end: number;
}

/** `freePages`: unused chunks, for this queue and others. */
export function createFrontier(freePages: Uint8Array[] = []): Frontier {
  const chunks: Chunk[] = [];
  let first = 0;
  let start = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    put(bytes, length) {
      let chunk = chunks.at(-1);
      if (chunk === undefined || chunk.end + length > chunk.bytes.length) {
        const freePage = length > chunkBytes ? undefined : freePages.pop();
        chunk = { bytes: freePage ?? new Uint8Array(Math.max(chunkBytes, length)), end: 0 };
        chunks.push(chunk);
      }
      for (let at = 0; at < length; at += 1) chunk.bytes[chunk.end + at] = bytes[at] ?? 0;
      chunk.end += length;
      size += 1;
    },
    take(read) {
      let chunk = chunks[first];
      if (chunk !== undefined && start === chunk.end) {
        chunks[first] = gone;
        if (chunk.bytes.length === chunkBytes) freePages.push(chunk.bytes);
        first += 1;
        start = 0;
        chunk = chunks[first];
      }
      if (chunk === undefined) throw new RangeError('the frontier is empty');
      start = read(chunk.bytes, start);
      size -= 1;
    },
  };
}
