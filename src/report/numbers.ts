/** A number with its thousands set apart: `1,000,000`. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en');
}

/** A count with its noun: `1 command`, `2,000 commands`. */
export function formatCount(count: number, noun: string): string {
  const plural = noun.endsWith('ch') ? 'es' : 's';
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : plural}`;
}

/** A share from 0 to 1 as a percentage. Only a share of 1 is 100 %: a little less never rounds up to it. */
export function formatPercent(share: number): string {
  return `${Math.min(share * 100, share < 1 ? 99.9 : 100).toFixed(1)} %`;
}

/** The sum of these numbers. */
export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
