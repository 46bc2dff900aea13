import { describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { policiesWithout } from '../../src/kernel/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { openImages, record } from './crash-images.ts';
import { plannedAsShipped, runOf, testImagesOf } from './images-of.ts';
import { torn } from './torn.ts';

describe('the log of a run as shipped, cut at every sector', () => {
  // The other failure modes are for crash-images.long.test.ts.
  testImagesOf(plannedAsShipped.filter(({ title }) => !title.startsWith('FM_') || /FM_(?:001|002|011)/.test(title)));
});

describe('what the images have to show', () => {
  const happyPath = plannedAsShipped[0];
  if (happyPath === undefined) throw new Error('the queue has no story');
  const run = runOf(happyPath);

  test('with synchronous off the tail of the log may go, and with it what was answered', async () => {
    const { lost, torn: halves } = await openImages(await record(run, { tune: 'PRAGMA synchronous = OFF' }), run);
    expect(lost).toContain('{"type":"submit","job":"j1"}');
    expect(lost).toContain('{"type":"commit","worker":"w1"}');
    expect(halves).toEqual([]);
  });

  test('with synchronous at NORMAL a job is lost: only checkpoints sync the log', async () => {
    const { lost } = await openImages(await record(run, { tune: 'PRAGMA synchronous = NORMAL' }), run);
    expect(lost).toContain('{"type":"submit","job":"j1"}');
  });

  test('a job accepted before it is durable is lost, and after a crash is in no image', async () => {
    const policies = policiesWithout(queue, ['durableIntake']) as QueuePolicies;
    const later = { ...run, policies };
    expect((await openImages(await record(later), later)).lost).toEqual(['{"type":"submit","job":"j1"}']);
    const crashing = {
      ...later,
      commands: [
        { type: 'submit', job: 'j1' },
        { type: 'flush', fault: 'crashBefore' },
      ] as const,
    };
    const twice = { ...crashing, commands: [{ type: 'submit', job: 'j1' }, ...crashing.commands] as const };
    expect((await openImages(await record(twice), twice)).lost).toEqual([
      '{"type":"submit","job":"j1"}',
      '{"type":"submit","job":"j1"}',
    ]);
    const recorded = await record(crashing);
    expect((await openImages(recorded, crashing)).lost).toEqual(['{"type":"submit","job":"j1"}']);
    expect(recorded.commits.flatMap(({ tables }) => tables.jobs)).toEqual([]);
  });

  test('half-done work of a database without transactions is found, with its results', async () => {
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
