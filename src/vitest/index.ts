export { describeCorpus } from './describe-corpus.ts';
export { describeFailureModes } from './describe-failure-modes.ts';
export { testPrevention } from './prevention.ts';
export { testRegression } from './regression.ts';
export { testRepro } from './repro.ts';
export { test } from './test-subject.ts';
export type { TestSubjectOptions } from './test-subject.ts';
