import { expect, test } from 'vitest';
import { driveEdges } from '../../src/explore/drive.ts';
import { everyPolicySet, scopeOf } from './worlds.ts';

// As shipped `npm test` does it in parts of the smallest scope. With a policy off the two sides have to agree on what comes of that, too,
// also beyond the first violation, where no check goes any further.
test.each(everyPolicySet)(
  '$title: the first system agrees on every edge of the scope of its ablation',
  async ({ subject, policies, off }) => {
    const [smallest = ''] = Object.keys(subject.scopes);
    const scope = scopeOf(subject, subject.policies[off ?? '']?.scope ?? smallest);
    const [system] = subject.systems;
    if (system === undefined) throw new Error(`${subject.name} has no system`);
    const model = subject.model(policies, scope);
    const driven = await driveEdges(
      { model, open: () => system.open({ policies, scope, terms: {} }) },
      { maxStates: 200_000 },
    );
    expect(driven.violations).toEqual([]);
    expect(driven.drivenEdges).toBe(driven.edges);
  },
);
