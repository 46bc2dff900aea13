/** An upper bound of the chance that any of `runs` further runs finds a new state or edge: each run lowers the chance of the next. */
export function chanceWithin(runs: number, chance: number): number {
  return runs === 0 ? 0 : -Math.expm1(runs * Math.log1p(-chance));
}

/** A chance from 0 to 1 as a percentage. Only 0 is `0 %`, and only 1 is `100.0 %`. */
export function formatChance(chance: number): string {
  const percent = chance * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.001) return `${percent.toExponential(0)} %`;
  if (percent > 99.9 && percent < 100) return '99.9 %';
  return `${percent < 0.1 ? percent.toPrecision(1) : percent.toFixed(1)} %`;
}
