import { expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { twoPhaseCommit } from './known-models.ts';

// Up to six managers, and seven up to their names: known-answers.test.ts.
test('two-phase commit with seven managers has as many states as published', async () => {
  const seven = await explore(twoPhaseCommit(7), { symmetry: false });
  expect(seven).toMatchObject({ distinctStates: 296_448, generatedStates: 2_744_706, depth: 23, isComplete: true });
});
