import { describe, expect, test } from 'vitest';
import { driveEdges } from '../../src/explore/drive.ts';
import { explore } from '../../src/explore/explore.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { formatNumber } from '../../src/report/numbers.ts';
import { subjects } from '../../src/subjects/index.ts';
import { expectQuoted } from '../quoted.ts';
import { scopeOf } from './worlds.ts';

/** How large the small scope of each subject is: name by name, and with all folded that makes no difference. */
const sizes: Readonly<Record<string, object>> = {
  queue: { named: 6548, steps: 58_484, depth: 14, folded: 2460 },
  booking: { named: 8409, steps: 26_388, depth: 14, folded: 3446 },
  authority: { named: 2740, steps: 14_591, depth: 13, folded: 2740 },
};

/** The documents that quote the size of a small scope, each with the words around the figures. */
const quotes: Readonly<Record<string, readonly (readonly [document: string, text: (size: Size) => string])[]>> = {
  queue: [
    ['docs/00_scope.md', ({ named, steps }) => `with all policies on, ${steps} edges between ${named} states.`],
    [
      'docs/00_scope.md',
      ({ named, steps }) => `of the ${named} states of the small scope and 8 % of its ${steps} edges`,
    ],
  ],
  booking: [
    [
      'docs/subjects/booking.md',
      ({ named, steps, folded }) => `has ${folded} states, ${named} name by name with ${steps} edges between them`,
    ],
  ],
};

/** The formatted numbers of states and steps. */
type Size = Readonly<Record<'named' | 'steps' | 'folded', string>>;

/**
 * The parts of the small scope of which every edge is driven on a system: one count less each. The whole of it has ten
 * times as many edges, and shows no more mutants of the SQL in a sample of fourteen (edges.long.test.ts drives it).
 */
const drivenParts: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>> = {
  queue: [{ attempts: 2 }],
  booking: [{ units: 1 }],
  authority: [{ messages: 1 }],
};

describe.each(subjects)('the small scope of $name', async (subject) => {
  const policies = allPolicies(subject);
  const scope = scopeOf(subject, 'small');
  const model = subject.model(policies, scope);
  const [named, folded] = await Promise.all([explore(model, { symmetry: false, distances: false }), explore(model)]);

  test('has this number of states, and no violation in any of them', () => {
    const { distinctStates, generatedStates, depth } = named;
    const size = { named: distinctStates, steps: generatedStates - 1, depth, folded: folded.distinctStates };
    expect(size).toEqual(sizes[subject.name]);
    const formatted = {
      named: formatNumber(size.named),
      steps: formatNumber(size.steps),
      folded: formatNumber(size.folded),
    };
    for (const [document, text] of quotes[subject.name] ?? []) expectQuoted(document, text(formatted));
    for (const found of [named, folded]) expect(found).toMatchObject({ isComplete: true, violations: [] });
  });

  test.each(drivenParts[subject.name] ?? [])(
    'with %j is driven along every edge of the first system, and both sides agree',
    async (change) => {
      const [system] = subject.systems;
      if (system === undefined) throw new Error(`${subject.name} has no system`);
      const part = { ...scope, ...change };
      const partModel = subject.model(policies, part);
      const { distinctStates, generatedStates } = await explore(partModel, { symmetry: false, distances: false });
      const open = (): ReturnType<typeof system.open> => system.open({ policies, scope: part, terms: {} });
      const driven = await driveEdges({ model: partModel, open }, { maxStates: 10_000 });
      expect(driven).toMatchObject({ states: distinctStates, edges: generatedStates - 1, violations: [] });
      expect(driven.drivenEdges).toBe(driven.edges);
      expect(driven.edges).toBeGreaterThan(3000);
    },
  );
});
