import { afterEach, describe, expect, test } from 'vitest';
import { mustBeRight, startRound } from './cluster-round.ts';
import { memberNames, openCluster, stopClusters } from './etcd-cluster.ts';
import { lacking } from './etcd.ts';
import type { Written } from './history.ts';
import { wrongIn } from './history.ts';

afterEach(stopClusters);

test.skipIf(lacking !== null)(
  'three members go on and lose or repeat no transfer when their leader is killed',
  async () => {
    const cluster = await openCluster();
    const round = await startRound(cluster);
    await round.go();
    const leader = await cluster.leader();
    const going = round.go();
    cluster.signal(leader, 'SIGKILL');
    await going;
    await round.go();
    expect(await cluster.leader()).not.toBe(leader);
    await mustBeRight(
      round,
      memberNames.filter((member) => member !== leader),
    );
    expect(round.rounds).toBe(3);
    await round.close();
  },
);

describe('what is wrong in a history is seen', () => {
  const write = (revision: number, key: string, version: number, value: unknown, mark = `${revision}`): Written => ({
    revision,
    key: `players/p1/${key}`,
    version,
    mark,
    value,
  });
  const begin = [
    write(1, 'authority', 1, 's1'),
    write(1, 'saved', 1, { version: 0 }),
    write(1, 'transfer', 1, { count: 0, active: null }),
    write(2, 'saved', 2, { version: 1 }),
    write(3, 'transfer', 2, { count: 1, active: { to: 's2', endsAtMs: 1 } }),
  ];
  const over = { count: 1, active: null };
  const right = [...begin, write(4, 'authority', 2, 's2'), write(4, 'transfer', 3, over)];

  test('nothing where nothing is', () => {
    expect(wrongIn(right)).toEqual([]);
  });

  test.each<[says: string, history: readonly Written[], message: string]>([
    [
      'a token that jumps',
      [...begin, write(4, 'authority', 3, 's2'), write(4, 'transfer', 3, over)],
      'version 3 after 1',
    ],
    ['a token that begins anew', [...right, write(5, 'authority', 1, 's2')], 'version 1 after 2'],
    [
      'an owner to whom nobody has handed over',
      [...begin, write(4, 'authority', 2, 's3'), write(4, 'transfer', 3, over)],
      's3 has it, and nobody had handed it over',
    ],
    ['a second owner of the same transfer', [...right, write(5, 'authority', 3, 's1')], 's1 has it'],
    ['a grant whose transfer goes on', [...begin, write(4, 'authority', 2, 's2')], 'the transfer is not over'],
    ['an older state', [...right, write(5, 'saved', 3, { version: 1 })], 'an older state over a newer one'],
    ['what is done twice', [...right, write(5, 'saved', 3, { version: 2 }, '2')], 'done twice'],
  ])('%s', (_says, history, message) => {
    expect(wrongIn(history).join('\n')).toContain(message);
  });
});
