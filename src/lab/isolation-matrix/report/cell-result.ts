import { styleText } from 'node:util';

/** The facts of a failure mode of statements that the result of its tests quotes. */
interface PromotedCell {
  readonly scenario: { readonly pattern: string; readonly setting: string; readonly breaks: string };
  /** The neighbouring cells, each with the number of its interleavings that violate the invariant. */
  readonly near: readonly { readonly broken: number }[];
}

/** The result of the tests of a schedule of statements, with the number that passed, in a single line. */
export function formatCellResult(
  { scenario: { pattern, setting, breaks }, near }: PromotedCell,
  passed: number,
): string {
  const holding = near.filter(({ broken }) => broken === 0).length;
  const where = `${breaks} is violated by ${pattern} at ${setting}`;
  return styleText(
    'green',
    `${passed} tests passed: ${where}, and holds in ${holding} of the ${near.length} neighbouring cells`,
  );
}
