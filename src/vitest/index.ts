// Here, and not beside the matcher: the types of the package reach only the files that these exports need.
declare module 'vitest' {
  // The parameters are those of vitest's own declaration: both have to be the same.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The report of `check` has the verdict `holds`. The message has the counterexample, and the line that replays it. */
    toHold(): R;
  }
}

export { describeCorpus } from './describe-corpus.ts';
export { describeFailureModes } from './describe-failure-modes.ts';
export { testPrevention } from './prevention.ts';
export { testRegression } from './regression.ts';
export { testRepro } from './repro.ts';
export { test } from './test-subject.ts';
export type { TestSubjectOptions } from './test-subject.ts';
