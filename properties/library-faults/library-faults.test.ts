import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contractRunsAmong, readFailureModes } from '../../src/corpus/failure-modes.ts';
import { knownFindings } from '../adapters/hunt/known.ts';
import { faultyLocks } from './locks.ts';
import { faultyQueues } from './queues.ts';

const modes = contractRunsAmong(await readFailureModes(join(import.meta.dirname, '../../failure_modes')));

test('each fault of a library is a failure mode, with the system that mends it', () => {
  const shown = modes.flatMap(({ breaks: { onSystem }, prevention }) =>
    prevention.by === 'system' ? [onSystem?.system, prevention.system] : [],
  );
  const systems = [...faultyQueues.systems, ...faultyLocks.systems].map(({ name }) => name);
  expect(shown.length).toBeGreaterThanOrEqual(10);
  expect(new Set(shown)).toEqual(new Set(systems));
});

test('each failure mode of a library has a number above 300, and a known finding', () => {
  for (const { id } of modes) expect(id).toMatch(/^FM_3\d\d$/);
  const linked = new Set(knownFindings.flatMap(({ failureMode }) => failureMode ?? []));
  // FM_307 is of a lock that many write themselves, and of no library.
  expect(modes.map(({ id }) => id).filter((id) => id !== 'FM_307')).toEqual([...linked].toSorted());
});
