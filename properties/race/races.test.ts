import { describe, expect, test } from 'vitest';
import type { QueueCommand } from '../../src/alphabets/queue.ts';
import type { Race } from '../../src/kernel/race.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import { exploreRaces } from '../../src/race/explore-races.ts';
import { racesOf } from '../../src/race/races-of.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { plantedRaces } from '../planted/race/bugs.ts';
import { contended, repeated } from './determinism.ts';
import { onStage, racesWith } from './engine.ts';

const subjects = [
  ['queue', queue as unknown as AnySubject],
  ['booking', booking as unknown as AnySubject],
] as const;
const scopeOf = ({ scopes }: AnySubject): Scope => scopes['small'] ?? {};

test.each(subjects)('no race of %s is wrong, drawn by a seed', async (_name, subject) => {
  const report = await onStage(subject, { scope: scopeOf(subject) }, (staged) =>
    exploreRaces(staged, { depth: 4, preemptions: 1, maxSchedules: 50, seed: 1 }),
  );
  expect(report.found).toBeNull();
  expect(report.notCounted).toEqual({});
  expect(report.schedules).toBeGreaterThanOrEqual(50);
});

/** Two leases at once of one job. */
const twoLeases: Race<QueueCommand> = {
  before: [{ type: 'submit', job: 'j1' }],
  atOnce: ['w1', 'w2'].map((worker) => ({ actor: worker, commands: [{ type: 'lease', worker }] })),
};

test.each(contended)('the same schedule gives the same run, 5 times of 5: $name', async (race) => {
  const { differing } = await repeated(race, { times: 5, schedules: 3 });
  expect(differing).toBe(0);
});

test('two workers that lease one job are found as the smallest race', async () => {
  const bug = plantedRaces.find(({ name }) => name === 'the grant does not ask again');
  if (bug === undefined) throw new Error('the bug is not planted');
  const { found, certificate, notCounted } = await racesWith(bug);
  expect(notCounted).toEqual({});
  expect(certificate?.kind).toBe('minimal');
  expect(found?.violation.kind).toBe('notLinearizable');
  expect(found?.race).toEqual(twoLeases);
  expect(found?.preemptions).toBe(1);
  expect(found?.run.operations.map(({ outcome }) => outcome?.type)).toEqual(['leased', 'leased']);
});

describe('the races of a scope', () => {
  const model = queue.model(
    Object.fromEntries(Object.keys(queue.policies).map((name) => [name, true])) as Parameters<typeof queue.model>[0],
    queue.scopes['small'] as unknown as Parameters<typeof queue.model>[1],
  );

  test('come with fewer commands before first, each once up to symmetry', () => {
    const races = [...racesOf(model, { depth: 2 })];
    const lengths = races.map(({ before }) => before.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    const leases = races.filter(({ atOnce }) => atOnce.every(({ commands }) => commands[0]?.type === 'lease'));
    const fromTheStart = leases.filter(({ before }) => before.length === 0);
    expect(fromTheStart).toHaveLength(1);
  });

  test('have a command that the other one enables', () => {
    const first = [...racesOf(model, { depth: 0 })];
    const enabledLater = first.filter(({ atOnce }) => atOnce.some(({ commands }) => commands[0]?.type === 'tick'));
    expect(enabledLater).toEqual([]);
    const later = [...racesOf(model, { depth: 1 })].filter(({ before }) => before.length === 1);
    expect(later.some(({ atOnce }) => atOnce.some(({ commands }) => commands[0]?.type === 'tick'))).toBe(true);
  });

  test('are between different actors', () => {
    for (const { atOnce } of racesOf(model, { depth: 2 }))
      expect(new Set(atOnce.map(({ actor }) => actor)).size).toBe(2);
  });
});
