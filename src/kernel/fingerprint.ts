/** A 64-bit fingerprint of a JSON value, as two unsigned 32-bit lanes. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

let high = 0;
let low = 0;

/** The order of a record's keys does not count; that of an array's items does. */
export function fingerprintOf(value: unknown): Fingerprint {
  high = 0x9e37_79b9;
  low = 0x85eb_ca6b;
  add(value);
  return { high: avalanche(high ^ (low >>> 3)) >>> 0, low: avalanche(low ^ (high << 7)) >>> 0 };
}

function add(value: unknown): void {
  if (typeof value === 'number') {
    mix(1);
    mix(value | 0);
    mix(Math.floor(value / 0x1_0000_0000) | 0);
  } else if (typeof value === 'string') {
    addText(value);
  } else if (Array.isArray(value)) {
    mix(3);
    for (const item of value) add(item);
    mix(4);
  } else if (typeof value === 'object' && value !== null) {
    addRecord(value as Record<string, unknown>);
  } else {
    mix(value === null ? 7 : value === true ? 8 : 9);
  }
}

function addText(text: string): void {
  mix(2);
  for (let index = 0; index < text.length; index += 1) mix(text.charCodeAt(index));
  mix(text.length);
}

/** Each entry is mixed from the same beginning, and the results are summed: the order of keys drops out. */
function addRecord(record: Record<string, unknown>): void {
  const [beforeHigh, beforeLow] = [high, low];
  let [sumHigh, sumLow] = [5, 6];
  for (const key in record) {
    [high, low] = [beforeHigh, beforeLow];
    addText(key);
    add(record[key]);
    sumHigh = (sumHigh + avalanche(high)) | 0;
    sumLow = (sumLow + avalanche(low)) | 0;
  }
  [high, low] = [beforeHigh, beforeLow];
  mix(sumHigh);
  mix(sumLow);
}

function mix(word: number): void {
  high = Math.imul(high ^ word, 0x0100_0193);
  high = (high << 13) | (high >>> 19);
  low = Math.imul(low ^ avalanche(word), 0xc2b2_ae35);
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
