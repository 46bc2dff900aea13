/** The index of a position in a list in ascending order; -1 where it is not there. */
export function indexIn(list: Int32Array, position: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = list[middle] ?? 0;
    if (found === position) return middle;
    if (found < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** How many bits are set. */
export function bitsIn(words: Int32Array): number {
  let count = 0;
  for (const word of words) for (let left = word; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** Moves each of the first `length` bits to its new place. */
export function moveBits(words: Int32Array, length: number, places: Int32Array): void {
  const before = words.slice();
  words.fill(0);
  for (let at = 0; at < length; at += 1) {
    const place = places[at] ?? -1;
    if (place >= 0 && ((before[at >> 5] ?? 0) & (1 << (at & 31))) !== 0)
      words[place >> 5] = (words[place >> 5] ?? 0) | (1 << (place & 31));
  }
}
