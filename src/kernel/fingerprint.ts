/** A 64-bit fingerprint of a JSON value, as two lanes of 32 bits, signed: V8 keeps those numbers without a box. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/** Other names for some texts, wherever they stand in the value, as a value or as a key. */
export type Renaming = ReadonlyMap<string, string>;

/** A place in a value: the keys and indexes that lead there, as two 32-bit lanes. */
export interface Place {
  readonly high: number;
  readonly low: number;
}

/**
 * The order of a record's keys does not count; the order of an array's items does. Two values that collide under one seed do
 * not collide under the next.
 *
 * A fingerprint is the sum of a number for each part of the value, made of the part and its place. So the fingerprint of a
 * value that differs in a few places comes from the fingerprint of the original: see `FingerprintSum`.
 */
export function fingerprintOf(
  value: unknown,
  { seed = 0, names = null }: { seed?: number; names?: Renaming | null } = {},
): Fingerprint {
  const sum = startSum(names);
  addAt(sum, rootPlace(seed), value);
  return { high: sum.high, low: sum.low };
}

export const zero: Fingerprint = { high: 0, low: 0 };

/** At most the chance that two of so many values have the same fingerprint. */
export function collisionChance(values: number): number {
  return values ** 2 / 2 ** 65;
}

/**
 * A fingerprint while it is summed up. A sum that begins with the fingerprint of a value goes on to that of another value.
 */
export interface FingerprintSum {
  high: number;
  low: number;
  readonly names: Renaming | null;
}

export function startSum(names: Renaming | null): FingerprintSum {
  return { high: 0, low: 0, names };
}

export function addAt(sum: FingerprintSum, place: Place, value: unknown): void {
  add(sum, place.high, place.low, value);
}

/** Undoes `addAt`. */
export function takeAt(sum: FingerprintSum, place: Place, value: unknown): void {
  negate(sum);
  add(sum, place.high, place.low, value);
  negate(sum);
}

/** An array's length counts like a value that stands where the array does. */
export function addLengthAt(sum: FingerprintSum, place: Place, length: number): void {
  contribute(sum, place.high, place.low, length, 0x51ab_0003);
}

/** Undoes `addLengthAt`. */
export function takeLengthAt(sum: FingerprintSum, place: Place, length: number): void {
  negate(sum);
  addLengthAt(sum, place, length);
  negate(sum);
}

function negate(sum: FingerprintSum): void {
  sum.high = -sum.high | 0;
  sum.low = -sum.low | 0;
}

/** The place of the whole value. */
export function rootPlace(seed: number): Place {
  return { high: avalanche(0x9e37_79b9 ^ seed), low: avalanche(0x85eb_ca6b ^ avalanche(seed + 1)) };
}

/** The place of a record's entry, or of an array's item. */
export function placeIn({ high, low }: Place, key: string | number, names: Renaming | null): Place {
  if (typeof key === 'number') return { high: inHigh(high, key), low: inLow(low, key) };
  const index = indexOf(names?.get(key) ?? key);
  return { high: inHigh(high, textLanes[index] ?? 0), low: inLow(low, textLanes[index + 1] ?? 0) };
}

function add(sum: FingerprintSum, high: number, low: number, value: unknown): void {
  if (typeof value === 'number') {
    // Whole numbers beyond 32 bits, and the fact that the value is a number.
    contribute(sum, high, low, value | 0, (value - (value | 0)) / 0x1_0000_0000 + 1);
  } else if (typeof value === 'string') {
    const index = indexOf(sum.names?.get(value) ?? value);
    contribute(sum, high, low, textLanes[index] ?? 0, textLanes[index + 1] ?? 0);
  } else if (typeof value !== 'object' || value === null) {
    contribute(sum, high, low, 0, value === null ? 0x51ab_0007 : value === true ? 0x51ab_0008 : 0x51ab_0009);
  } else if (Array.isArray(value)) {
    contribute(sum, high, low, value.length, 0x51ab_0003);
    for (let at = 0; at < value.length; at += 1) add(sum, inHigh(high, at), inLow(low, at), value[at]);
  } else {
    contribute(sum, high, low, 0, 0x51ab_0005);
    const record = value as Record<string, unknown>;
    for (const key in record) {
      const index = indexOf(sum.names?.get(key) ?? key);
      add(sum, inHigh(high, textLanes[index] ?? 0), inLow(low, textLanes[index + 1] ?? 0), record[key]);
    }
  }
}

/** Adds the number for two words of a value at a place. */
function contribute(sum: FingerprintSum, high: number, low: number, one: number, two: number): void {
  const mixed = avalanche(high ^ Math.imul(one, 0x9e37_79b1));
  sum.high = (sum.high + avalanche(mixed + two)) | 0;
  sum.low = (sum.low + avalanche((Math.imul(mixed ^ two, 0xc2b2_ae35) + low) | 0)) | 0;
}

function inHigh(high: number, key: number): number {
  return avalanche((high + Math.imul(key, 0x85eb_ca77) + 1) | 0);
}

function inLow(low: number, key: number): number {
  return avalanche((Math.imul(low, 0xc2b2_ae3d) ^ key) + 1);
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

/** The finalizer of MurmurHash3 (Austin Appleby, public domain): every bit of the input changes half of the output's. */
export function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
