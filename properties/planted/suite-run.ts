import { relative } from 'node:path';

/** The result of test files, up to the first red test. */
export interface SuiteRun {
  readonly failure: { readonly test: string; readonly message: string } | null;
  /** The duration of each file, by its path from the root. */
  readonly durationsMs: ReadonlyMap<string, number>;
}

/** The fields of vitest's report that are read here; the format is Jest's. */
export interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

export function suiteRunOf({ success, testResults }: VitestReport, folder: string, printed: string): SuiteRun {
  const pathOf = (name: string): string => relative(folder, name).replaceAll('\\', '/');
  const durationsMs = new Map(
    testResults.map(({ name, startTime, endTime }) => [pathOf(name), endTime - startTime] as const),
  );
  if (success) return { failure: null, durationsMs };
  // Suites that the first red test cut off count as failed as well, without a test and without a message.
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const test = assertionResults.find(({ status }) => status === 'failed');
    if (test === undefined) return message === '' ? [] : [{ test: `${pathOf(name)}: does not run`, message }];
    return [{ test: `${pathOf(name)}: ${test.fullName}`, message: test.failureMessages?.join('\n') ?? '' }];
  });
  return { failure: failed[0] ?? { test: 'outside of all tests', message: printed }, durationsMs };
}
