import { describe, expect, test } from 'vitest';
import type { QueuePolicies } from '../../src/alphabets/queue.ts';
import { explore } from '../../src/explore/explore.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { certify, shortestByExploring } from '../../src/minimise/certify.ts';
import { violationsOf } from '../../src/minimise/violations.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { counterModel } from '../check/counter.ts';
import { scopeOf } from '../queue/worlds.ts';

const maxStates = 100_000;
const withoutFencing = { ...allPolicies(queue), fencing: false } as QueuePolicies;
const model = queue.model(withoutFencing, { ...scopeOf('small'), faults: 0 });
const inv003 = { kind: 'invariant', name: 'INV_003', maxStates } as const;

describe('a certificate', () => {
  test('states the explored depth, and the digest that any such exploration has', async () => {
    const { certificate, shorter } = await certify(model, { ...inv003, length: 5 });
    const recheck = await explore(model, { maxDepth: 4 });
    expect(shorter).toBeNull();
    expect(certificate).toEqual({
      kind: 'minimal',
      exploredDepth: 4,
      states: recheck.distinctStates,
      digest: recheck.digest,
    });
    expect(recheck.violations.map(({ violation }) => violation.name)).not.toContain('INV_003');
  });

  test('is given to the shorter run where there is one', async () => {
    const { certificate, shorter } = await certify(model, { ...inv003, length: 9 });
    expect(shorter).toMatchObject({ violation: { name: 'INV_003' }, commands: { length: 6 } });
    expect(certificate).toEqual((await certify(model, { ...inv003, length: 6 })).certificate);
  });

  test('is about this invariant alone: others may be violated sooner', async () => {
    expect((await certify(model, { ...inv003, name: 'INV_007', length: 9 })).certificate.kind).toBe('minimal');
  });

  test('is not given where there is too much to explore, and says what', async () => {
    const { certificate } = await certify(model, { ...inv003, length: 5, maxStates: 10 });
    expect(certificate).toEqual({
      kind: 'locally minimal',
      reason: 'exploring every run of at most 4 commands leads to more than 10 states',
    });
  });

  test('is not given where too many states start a recovery, which is not bounded', async () => {
    const large = queue.model(withoutFencing, scopeOf('large'));
    const { certificate } = await certify(large, { kind: 'settled', name: 'INV_009', length: 3, maxStates: 500 });
    expect(certificate).toMatchObject({ kind: 'locally minimal' });
    expect(JSON.stringify(certificate)).toContain('more than 500 states from which recovery starts');
  });

  test('is not given where it was stopped', async () => {
    const { certificate } = await certify(model, { ...inv003, length: 9, signal: AbortSignal.abort() });
    expect(certificate).toEqual({
      kind: 'locally minimal',
      reason: 'interrupted while exploring every run of at most 8 commands',
    });
  });

  test('is not given where it was stopped half-way', async () => {
    const stop = new AbortController();
    const medium = queue.model(withoutFencing, scopeOf('medium'));
    const options = { ...inv003, name: 'INV_007', length: 9, signal: stop.signal, onProgress: () => stop.abort() };
    expect((await certify(medium, options)).certificate).toMatchObject({
      kind: 'locally minimal',
      reason: 'interrupted while exploring every run of at most 8 commands',
    });
  });

  test('of a violation before the first command needs no exploration', async () => {
    const sunk = { ...counterModel({ floor: false }, { most: 3 }), initial: { value: -1 } };
    expect(violationsOf(sunk, [{ type: 'up' }])[0]).toMatchObject({
      violation: { name: 'FLOOR', at: 0 },
      commands: [],
    });
    const { certificate } = await certify(sunk, { kind: 'invariant', name: 'FLOOR', length: 0, maxStates });
    expect(certificate).toMatchObject({
      kind: 'locally minimal',
      reason: expect.stringContaining('no run is shorter'),
    });
  });
});

test('the simplest minimal run is found, and none where no run is short enough', async () => {
  expect(await shortestByExploring(model, { ...inv003, longest: 5 })).toBeNull();
  expect(await shortestByExploring(model, { ...inv003, longest: 7 })).toMatchObject({ commands: { length: 6 } });
});
