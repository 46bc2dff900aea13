import { afterEach, expect, test, vi } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { slowClock } from '../kernel/slow-clock.ts';
import { grid } from './known-models.ts';

afterEach(() => vi.restoreAllMocks());

test('an exploration whose tables get no memory is stopped by that, and says so', async () => {
  const model = grid(2);
  const commands: typeof model.commands = (state) => {
    if (state.row >= 0) throw new RangeError('Array buffer allocation failed');
    return model.commands(state);
  };
  expect(await explore({ ...model, commands })).toMatchObject({
    isComplete: false,
    stoppedBy: 'memory',
    statesPerDepth: [1],
  });
});

test('the violations without a run are in the order of their names', async () => {
  slowClock();
  const invariants = ['B', 'C', 'A'].map((id) => {
    return { id, says: id, holds: ({ isDone }: (typeof model)['initial']) => !isDone };
  });
  const model = { ...grid(3), invariants };
  const controller = new AbortController();
  const { withoutRun } = await explore(model, {
    signal: controller.signal,
    onProgress: ({ findingRuns }) => void (findingRuns !== undefined && controller.abort()),
  });
  expect(withoutRun.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
});
