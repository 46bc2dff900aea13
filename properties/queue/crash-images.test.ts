import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planSweep } from '../../src/cli/swept.ts';
import { readFailureModes } from '../../src/corpus/failure-modes.ts';
import { allPolicies, policiesWithout } from '../../src/kernel/subject.ts';
import type { QueueCommand } from '../../src/model/queue/commands.ts';
import type { QueuePolicies } from '../../src/model/queue/policies.ts';
import type { QueueScope } from '../../src/model/queue/state.ts';
import { subjectOf } from '../../src/subjects/index.ts';
import { queue } from '../../src/subjects/queue.ts';
import { openImages, record } from './crash-images.ts';
import type { Run } from './crash-images.ts';
import { torn } from './torn.ts';

const shipped = allPolicies(queue) as QueuePolicies;
const planned = planSweep(subjectOf('queue'), await readFailureModes(join(import.meta.dirname, '../../failure_modes')));

function runOf({ scope, commands }: (typeof planned)[number], policies = shipped): Run {
  return { policies, scope: scope as QueueScope, commands: commands as readonly QueueCommand[] };
}

describe('the log of a run as shipped, cut at every sector', () => {
  test.each(planned.filter(({ without }) => without.length === 0))(
    '$title: each image shows the last commit wholly inside it, and recovery leads from it where it should',
    async (plan) => {
      const run = runOf(plan);
      const { images, commits, torn: halves, lost, unsettled } = await openImages(await record(run), run);
      expect({ halves, lost, unsettled }).toEqual({ halves: [], lost: [], unsettled: [] });
      expect(commits).toBeGreaterThan(4);
      expect(images).toBeGreaterThan(100);
    },
  );
});

describe('what the images have to show', () => {
  const happyPath = planned[0];
  if (happyPath === undefined) throw new Error('the queue has no story');
  const run = runOf(happyPath);

  test('with synchronous off the tail of the log may go, and with it what was answered', async () => {
    const { lost, torn: halves } = await openImages(await record(run, { tune: 'PRAGMA synchronous = OFF' }), run);
    expect(lost).toContain('{"type":"submit","job":"j1"}');
    expect(lost).toContain('{"type":"commit","worker":"w1"}');
    expect(halves).toEqual([]);
  });

  test('with synchronous at NORMAL, too: in a write-ahead log that is synced at checkpoints alone', async () => {
    const { lost } = await openImages(await record(run, { tune: 'PRAGMA synchronous = NORMAL' }), run);
    expect(lost).toContain('{"type":"submit","job":"j1"}');
  });

  test('what an intake accepts before it is durable is lost, and where it dies it is in no image at all', async () => {
    const policies = policiesWithout(queue, ['durableIntake']) as QueuePolicies;
    const later = { ...run, policies };
    expect((await openImages(await record(later), later)).lost).toEqual(['{"type":"submit","job":"j1"}']);
    const dies = {
      ...later,
      commands: [
        { type: 'submit', job: 'j1' },
        { type: 'flush', fault: 'crashBefore' },
      ] as const,
    };
    const again = { ...dies, commands: [{ type: 'submit', job: 'j1' }, ...dies.commands] as const };
    expect((await openImages(await record(again), again)).lost).toEqual([
      '{"type":"submit","job":"j1"}',
      '{"type":"submit","job":"j1"}',
    ]);
    const recorded = await record(dies);
    expect((await openImages(recorded, dies)).lost).toEqual(['{"type":"submit","job":"j1"}']);
    expect(recorded.commits.flatMap(({ tables }) => tables.jobs)).toEqual([]);
  });

  test('what a database without transactions has done by halves is found, and what comes of it', async () => {
    const { torn: halves, unsettled } = await openImages(await record(run, { alter: torn }), run);
    expect(halves.length).toBeGreaterThan(0);
    expect(unsettled.some((line) => line.endsWith('INV_010'))).toBe(true);
  });

  test('without a reconciler recovery does not lead where it should', async () => {
    const policies = policiesWithout(queue, ['reconcile']) as QueuePolicies;
    const { unsettled } = await openImages(await record({ ...run, policies }), { ...run, policies });
    expect(unsettled.length).toBeGreaterThan(0);
  });
});
