import type { TestRun } from './run-tests.ts';

/** The first line of a regression test that fails, which no failure for another reason has. */
export function formatOpenBug(id: string): string {
  return `${id} is open: this test fails until the bug is mended`;
}

/** Whether the regression test of a bug does what it is for while the bug is open: it runs, and fails by the bug alone. */
export function isRedByBug({ files, passed, failures }: TestRun, id: string): boolean {
  const isByBug = failures.length > 0 && failures.every((failure) => failure.includes(formatOpenBug(id)));
  return files === 1 && passed > 0 && isByBug;
}
