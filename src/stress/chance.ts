import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A whole number from 0 to `count` − 1, each as likely as the others. */
export type Chance = (count: number) => number;

/** The same seed gives the same numbers. */
export function chanceBySeed(seed: number): Chance {
  const source = xoroshiro128plus(seed);
  return (count) => Math.floor(((source.next() >>> 0) / 2 ** 32) * count);
}

/** One of these, each as often as its weight says against the others; `undefined` where there is none. */
export function drawWeighted<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  chance: Chance,
): Item | undefined {
  const grain = 1_000_000;
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let left = (chance(grain) / grain) * total;
  return items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1);
}
