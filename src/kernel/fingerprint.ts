/** A 64-bit fingerprint of a JSON value, as two unsigned 32-bit lanes. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/** Other names for some texts, wherever they stand in the value, as a value or as a key. */
export type Renaming = ReadonlyMap<string, string>;

let high = 0;
let low = 0;
let renaming: Renaming | null = null;

/**
 * The order of a record's keys does not count; that of an array's items does. Other seeds give other fingerprints, so
 * two values that collide under one seed do not under the next.
 */
export function fingerprintOf(
  value: unknown,
  { seed = 0, names = null }: { seed?: number; names?: Renaming | null } = {},
): Fingerprint {
  high = 0x9e37_79b9 ^ seed;
  low = 0x85eb_ca6b ^ avalanche(seed + 1);
  renaming = names;
  add(value);
  return { high: avalanche(high ^ (low >>> 3)) >>> 0, low: avalanche(low ^ (high << 7)) >>> 0 };
}

function add(value: unknown): void {
  if (typeof value === 'number') {
    mix(value | 0);
    // Whole numbers beyond 32 bits, and that it was a number.
    mix((value - (value | 0)) / 0x1_0000_0000 + 1);
  } else if (typeof value === 'string') {
    addText(value);
  } else if (typeof value !== 'object' || value === null) {
    mix(value === null ? 0x51ab_0007 : value === true ? 0x51ab_0008 : 0x51ab_0009);
  } else if (Array.isArray(value)) {
    mix(0x51ab_0003);
    for (const item of value) add(item);
    mix(0x51ab_0004);
  } else {
    addRecord(value as Record<string, unknown>);
  }
}

/** Each entry is mixed from the same beginning, and the results are summed: the order of keys drops out. */
function addRecord(record: Record<string, unknown>): void {
  const beforeHigh = high;
  const beforeLow = low;
  let sumHigh = 5;
  let sumLow = 6;
  for (const key in record) {
    high = beforeHigh;
    low = beforeLow;
    addText(key);
    add(record[key]);
    sumHigh = (sumHigh + avalanche(high)) | 0;
    sumLow = (sumLow + avalanche(low)) | 0;
  }
  high = beforeHigh;
  low = beforeLow;
  mix(sumHigh);
  mix(sumLow);
}

function addText(text: string): void {
  const index = indexOf(renaming === null ? text : (renaming.get(text) ?? text));
  mix(textLanes[index] ?? 0);
  mix(textLanes[index + 1] ?? 0);
}

/** Texts recur by the million, so each is read once: its two lanes stand in a table. */
const textIndexes = new Map<string, number>();
const mostTexts = 1 << 16;
const textLanes = new Int32Array(mostTexts * 2);

function indexOf(text: string): number {
  const known = textIndexes.get(text);
  if (known !== undefined) return known;
  if (textIndexes.size === mostTexts) textIndexes.clear();
  const index = textIndexes.size * 2;
  let one = 0x1234_5678 ^ text.length;
  let two = 0x0fed_cba9;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x0100_0193);
    two = Math.imul((two << 5) ^ (two >>> 2) ^ unit, 0x9e37_79b1);
  }
  textLanes[index] = avalanche(one);
  textLanes[index + 1] = avalanche(two) ^ one;
  textIndexes.set(text, index);
  return index;
}

function mix(word: number): void {
  high = Math.imul(high ^ word, 0x0100_0193);
  high = (high << 13) | (high >>> 19);
  low = Math.imul(low ^ Math.imul(word, 0x85eb_ca6b), 0xc2b2_ae35);
  low = (low << 17) | (low >>> 15);
  high = (high + low) | 0;
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain): every bit of the input changes half of the output's. */
function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
