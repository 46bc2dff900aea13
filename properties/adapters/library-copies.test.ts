import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { leaseLock } from '../../src/subjects/lease-lock/index.ts';
import { leaseQueue } from '../../src/subjects/lease-queue/index.ts';

const subjects = [leaseQueue, leaseLock] as unknown as readonly AnySubject[];
const systems = subjects.flatMap(({ optionalSystems = [] }) => optionalSystems);
const libraries = systems.flatMap((kind) => (kind.library === undefined ? [] : [{ kind, library: kind.library }]));

test.each(libraries)('$kind.name on another copy of its library opens that copy', async ({ kind, library }) => {
  const other = library.from(join(tmpdir(), 'no-such-copy'));
  expect(other.name).toBe(kind.name);
  // Where there is no copy, there is no driver beside it either.
  await expect(other.open({ policies: {}, scope: {}, terms: {} })).rejects.toThrow(
    /no-such-copy|the npm package ioredis/,
  );
});

test.each([
  ['pg-boss', '12.25.0', '12.24.9'],
  ['pg-boss-10', '10.4.2', '12.38.0'],
  ['bullmq', '5.17.0', '5.16.9'],
  ['bullmq-postgres', '6.0.0', '5.81.5'],
  ['graphile-worker', '0.16.0', '0.19.0'],
  ['graphile-worker-local-queue', '0.17.0', '0.16.6'],
  ['redlock', '5.0.0-beta.2', '4.2.0'],
  ['redlock-4', '4.2.0', 'v5.0.0-beta.2'],
])('%s drives %s, and not %s', (name, driven, other) => {
  const library = libraries.find(({ kind }) => kind.name === name)?.library;
  expect([driven, other].map((version) => library?.drives(version))).toEqual([true, false]);
});
