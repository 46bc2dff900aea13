import { styleText } from 'node:util';

/** The files of a new failure mode. */
interface NewFailureMode {
  /** Such as `FM_001`. */
  readonly id: string;
  /** Such as `FM_001_duplicate_retry`. */
  readonly folder: string;
  readonly files: Iterable<string>;
  /** How many questions its specification leaves to a person. */
  readonly openQuestions: number;
}

/** Where a new failure mode is, what its tests showed, and what is left to do. */
export function renderNewFailureMode({ id, folder, files, openQuestions }: NewFailureMode, result: string): string[] {
  return [
    `failure_modes/${folder}: ${[...files].join(', ')}`,
    result,
    'docs/failure_mode_index.md names it',
    `${openQuestions} questions in spec.md are for you; npm run test:fm -- ${id.slice('FM_'.length)} runs its tests`,
  ];
}

/** A failure mode that is a run of commands, as far as the result of its tests is printed. */
interface PromotedRun {
  readonly scenario: { readonly without: readonly string[] };
  readonly prevention: { readonly isBug: boolean };
  readonly trace: { readonly system: string; readonly violation: { readonly name: string } };
}

/** What the tests of a run of commands showed, after so many passed, in one line. */
export function formatRunResult({ scenario, prevention, trace }: PromotedRun, passed: number): string {
  const { name } = trace.violation;
  return prevention.isBug
    ? styleText(
        'yellow',
        `${name} is a bug of ${trace.system}: both tests say what should hold, and are expected to fail until it is mended`,
      )
    : styleText(
        'green',
        `${passed} tests run: ${name} falls without ${scenario.without.join(' and ')}, and nothing of it is left with it on`,
      );
}

/** A failure mode that is an order of statements, as far as the result of its tests is printed. */
interface PromotedCell {
  readonly scenario: { readonly pattern: string; readonly setting: string; readonly breaks: string };
  /** The cells beside it, each with how many of its interleavings violate the invariant. */
  readonly near: readonly { readonly broken: number }[];
}

/** What the tests of an order of statements showed, after so many passed, in one line. */
export function formatCellResult(
  { scenario: { pattern, setting, breaks }, near }: PromotedCell,
  passed: number,
): string {
  const holding = near.filter(({ broken }) => broken === 0).length;
  const where = `${breaks} is broken by ${pattern} at ${setting}`;
  return styleText(
    'green',
    `${passed} tests run: ${where}, and in ${holding} of the ${near.length} cells beside it never`,
  );
}
