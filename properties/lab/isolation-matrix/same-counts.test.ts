import { test } from 'vitest';
import { expectSameCounts } from './expect-same-counts.ts';

test('races of two cells have the counts of a scheduler beside the wire', async () => {
  await expectSameCounts([
    { pattern: 'insert … select', setting: 'REPEATABLE READ' },
    { pattern: 'conditional counter', setting: 'SERIALIZABLE' },
  ]);
});
