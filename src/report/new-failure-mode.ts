import { stripVTControlCharacters, styleText } from 'node:util';
import { formatCount } from './numbers.ts';
import { paragraph } from './wrapped.ts';

/** A failure mode that was published. */
interface PublishedFailureMode {
  /** For example `FM_001`. */
  readonly id: string;
  /** The path of its folder. */
  readonly folder: string;
  /** The paths of its files, in the folder. */
  readonly files: readonly string[];
  /** The path of the index that has its row; `null`: the project has no index. */
  readonly index: string | null;
  /** The number of questions in its specification for a person to answer. */
  readonly openQuestions: number;
}

/** The folder of a new failure mode, the result of its tests, and the work that is left. */
export function renderNewFailureMode(
  { id, folder, files, index, openQuestions }: PublishedFailureMode,
  result: string,
): string[] {
  const runTests = index === null ? `npx vitest run ${folder}` : `npm run test:fm -- ${id.slice('FM_'.length)}`;
  return [
    ...paragraph(`${folder}: ${files.join(', ')}`),
    ...paragraph(result),
    ...(index === null ? [] : [`added to ${index}`]),
    ...paragraph(`${openQuestions} questions in spec.md are for you; ${runTests} runs its tests`),
  ];
}

/** The facts of a failure mode of commands that the result of its tests quotes. */
interface PromotedRun {
  readonly scenario: {
    readonly without: readonly string[];
    readonly prevention: { readonly by: 'policy' | 'fix' } | { readonly by: 'system'; readonly system: string };
  };
  readonly trace: { readonly system: string; readonly violation: { readonly name: string } };
}

/** The result of the tests of a run of commands, with the number that passed, in a single line. */
export function formatRunResult({ scenario, trace }: PromotedRun, passed: number): string {
  const { name } = trace.violation;
  const { prevention } = scenario;
  const policies = scenario.without.join(' and ');
  if (prevention.by === 'system')
    return styleText(
      'green',
      `${passed} tests passed: ${name} is violated on ${trace.system}, and holds on ${prevention.system}`,
    );
  return prevention.by === 'fix'
    ? styleText('yellow', `${name} is a bug of ${trace.system}: its regression test is red until the bug is mended`)
    : styleText('green', `${passed} tests passed: ${name} is violated without ${policies}, and holds with ${policies}`);
}

/** The facts of a failure mode whose scenario is a race. */
interface PromotedRace {
  readonly scenario: {
    readonly without: readonly string[];
    readonly system: string;
    readonly prevention:
      | { readonly by: 'policy' | 'fix'; readonly preemptions: number }
      | { readonly by: 'system'; readonly system: string; readonly preemptions: number };
  };
}

/** The result of the tests of a race, with the number that passed, in a single line. */
export function formatRaceResult({ scenario: { without, system, prevention } }: PromotedRace, passed: number): string {
  const policies = without.join(' and ');
  const most = formatCount(prevention.preemptions, 'preemption');
  if (prevention.by === 'system')
    return styleText(
      'green',
      `${passed} tests passed: the race is wrong on ${system}, and on ${prevention.system} right in every schedule with at most ${most}`,
    );
  return prevention.by === 'fix'
    ? styleText('yellow', `the race is a bug of ${system}: its regression test is red until the bug is mended`)
    : styleText(
        'green',
        `${passed} tests passed: the race is wrong without ${policies}, and with ${policies} right in every schedule with at most ${most}`,
      );
}

/** The failures of generated tests, without their colours. */
export function renderTestFailures(failures: readonly string[]): string[] {
  return failures.flatMap((failure) => stripVTControlCharacters(failure).split('\n'));
}
