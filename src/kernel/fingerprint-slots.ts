/**
 * The place of a fingerprint, or the free place for it, in a flat table of three words a slot: both halves of the
 * fingerprint, and a word that is zero where the slot is free (open addressing, linear probing). `slots` is a power of 2.
 */
export function slotOf(table: Int32Array, slots: number, high: number, low: number): number {
  let slot = (low ^ (high >>> 7)) & (slots - 1);
  for (;;) {
    const at = slot * 3;
    if (table[at + 2] === 0 || (table[at] === high && table[at + 1] === low)) return at;
    slot = (slot + 1) & (slots - 1);
  }
}
