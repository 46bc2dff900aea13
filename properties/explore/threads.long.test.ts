import { expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Exploration } from '../../src/explore/result.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { everyPolicySet, scopeOf } from '../queue/worlds.ts';

const module = new URL('../../src/subjects/queue/subject.ts', import.meta.url).href;

test.each(everyPolicySet)(
  'two threads give the answer of one thread for the queue with $title',
  async ({ policies }) => {
    const scope = scopeOf('small');
    const source = { module, exportName: 'queue', policies, scope };
    const model = queue.model(policies, scope);
    const answers = [1, 2].map(async (threads): Promise<Omit<Exploration, 'timing'>> => {
      const { timing: _timing, ...found } = await explore(model, { threads, source, laneOf: queue.narration.laneOf });
      return found;
    });
    const [one, two] = await Promise.all(answers);
    expect(two).toEqual(one);
  },
);
