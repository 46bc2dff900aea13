/** The index of a number in the ascending part of a list from `start` up to `end`; -1 where it is not there. */
export function indexIn(list: Int32Array, start: number, end: number, wanted: number): number {
  let low = start;
  let high = end - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = list[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether the bit is set. */
export function hasBit(words: Int32Array, at: number): boolean {
  return ((words[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
}

export function setBit(words: Int32Array, at: number): void {
  words[at >> 5] = (words[at >> 5] ?? 0) | (1 << (at & 31));
}

/** How many bits are set. */
export function bitsIn(words: Int32Array): number {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) for (let left = words[at] ?? 0; left !== 0; left &= left - 1) count += 1;
  return count;
}

/**
 * Turns bits for the members of one ascending list, from `start` up to `middle`, into bits for those of the list that follows
 * up to `end`. A member that the second list has not loses its bit. `scratch` is as long as `words`.
 */
export function moveBits(
  words: Int32Array,
  scratch: Int32Array,
  list: Int32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
): void {
  scratch.set(words);
  words.fill(0);
  let to = middle;
  for (let from = start; from < middle; from += 1) {
    if (!hasBit(scratch, from - start)) continue;
    const member = list[from] ?? 0;
    while (to < end && (list[to] ?? 0) < member) to += 1;
    if (to < end && list[to] === member) setBit(words, to - middle);
  }
}
