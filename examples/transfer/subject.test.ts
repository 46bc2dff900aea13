import { join } from 'node:path';
import { describeCorpus, describeFailureModes, test } from '../../src/vitest/index.ts';
import { transferWith } from './subject.ts';

test.subject(transferWith({}), { runs: 50 });

test.subject(transferWith({ forgetsKeys: true }), { runs: 50, fails: true });

describeCorpus(join(import.meta.dirname, 'counterexamples'));

describeFailureModes(join(import.meta.dirname, 'failure_modes'));
