import { expect, test } from 'vitest';
import { runToViolation } from '../../src/check/run.ts';
import { setUp } from '../../src/kernel/setup.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { subjects } from '../../src/subjects/index.ts';
import { testAblation } from './ablation-tests.ts';
import { inSmallestScopes } from './smallest-scopes.ts';
import { scopeOf } from './worlds.ts';

const runs = subjects.flatMap((subject) => subject.manualRuns.map((run) => ({ subject, name: subject.name, ...run })));

test.each(runs)('model and systems of $name agree on $commands', async ({ subject, commands, without = [] }) => {
  const policies = policiesWithout(subject, without);
  for (const { name: system } of subject.systems) {
    const pair = setUp(subject, { system, policies, scope: scopeOf(subject, 'small') });
    expect(await runToViolation(pair, commands)).toBeNull();
  }
});

// In the scopes in which `ablate` explores: reach.long.test.ts.
for (const subject of subjects) testAblation(inSmallestScopes(subject));
