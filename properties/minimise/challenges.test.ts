import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { shows } from '../../src/minimise/violations.ts';
import { challenges, twoBugs, withUnrelatedCommand } from './challenges.ts';
import type { Shrunk } from './shrink.ts';
import { shrinkOurs } from './shrink.ts';

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe.each(challenges)('$name', (challenge) => {
  const shrinking: Promise<Shrunk[]> = Promise.all(seeds.map((seed) => shrinkOurs(challenge, seed)));

  test('comes to the one shortest run from every seed', async () => {
    const results = new Set((await shrinking).map(({ ended }) => JSON.stringify(ended.commands)));
    expect([...results]).toEqual([JSON.stringify(challenge.minimal)]);
  });

  test('takes at most a hundred runs on average', async () => {
    const evaluations = (await shrinking).map((shrunk) => shrunk.evaluations);
    expect(evaluations.reduce((sum, count) => sum + count, 0) / seeds.length).toBeLessThanOrEqual(100);
    expect(Math.min(...evaluations)).toBeGreaterThan(0);
  });

  test('has no shorter run: the explorer says so, and not the minimiser', async () => {
    const { length } = challenge.minimal;
    const { violations } = await explore(challenge.model, { maxDepth: length });
    expect(violations).toMatchObject([{ commands: { length } }]);
  });

  test('replays its shrunk runs after an unrelated command was added', async () => {
    const { model } = withUnrelatedCommand(challenge);
    const finding = { kind: challenge.model.settled.length > 0 ? 'settled' : 'invariant' } as const;
    const gone = (await shrinking).filter(
      ({ ended }) => !shows(model, ended.commands, { ...finding, name: ended.name }),
    );
    expect(gone).toEqual([]);
  });
});

test('of two bugs, a run to one never ends as a run to the other', async () => {
  const shrunk = await Promise.all(seeds.map((seed) => shrinkOurs(twoBugs, seed)));
  expect(shrunk.filter(({ began, ended }) => began.name !== ended.name)).toEqual([]);
  const ends = new Set(shrunk.map(({ ended }) => `${ended.name} ${JSON.stringify(ended.commands)}`));
  expect([...ends].toSorted()).toEqual([
    'NOT_BOTH [{"type":"arm","side":"left"},{"type":"arm","side":"right"},{"type":"fire","side":"right"}]',
    'NOT_ONE [{"type":"arm","side":"left"},{"type":"fire","side":"left"}]',
  ]);
});
