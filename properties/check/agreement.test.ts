import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { explore } from '../../src/explore/explore.ts';
import { isEnabledRun } from '../../src/kernel/interpreter.ts';
import { allCommandsOf } from '../../src/kernel/run.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { sameFinding } from '../../src/kernel/violation.ts';
import { subjects } from '../../src/subjects/index.ts';
import { inSmallestScopes } from '../subjects/smallest-scopes.ts';

const policySets = subjects.map(inSmallestScopes).flatMap((subject) =>
  Object.entries(subject.policies).map(([off, { scope }]) => {
    const smallest = Object.keys(subject.scopes)[0] ?? '';
    return { subject, off, name: subject.name, scopeName: scope ?? smallest };
  }),
);

const compared = new Set<string>();

test.each(policySets)(
  'in $name without $off, check and explore agree on the length of what both prove',
  async ({ subject, off, scopeName }) => {
    const scope = subject.scopes[scopeName] ?? {};
    const policies = policiesWithout(subject, [off]);
    const model = subject.model(policies, scope);
    const [system = expect.fail()] = subject.systems;
    const { counterexample, others } = await check(subject, {
      system: system.name,
      policies,
      scope,
      runs: 150,
      length: 20,
      seed: 1,
    });
    const found = [counterexample, ...others].flatMap((one) => one ?? []);
    const proved = found.filter(({ certificate }) => certificate.kind === 'minimal');
    for (const one of found) expect(isEnabledRun(model, allCommandsOf(one))).toBe(true);
    if (proved.length === 0) return;
    compared.add(`${subject.name} without ${off}`);
    const longest = Math.max(...proved.map(({ commands }) => commands.length));
    const { violations } = await explore(model, { maxDepth: longest });
    for (const { violation, commands } of proved) {
      const explored = violations.find((run) => sameFinding(run.violation, violation));
      expect([violation.name, commands.length]).toEqual([explored?.violation.name, explored?.commands.length]);
    }
  },
);

test('most policy sets have a counterexample that both prove', () => {
  expect(compared.size).toBeGreaterThan(policySets.length * 0.6);
});
