import { expect, test } from 'vitest';
import { steps } from '../../src/report/steps.ts';

test('each step has its changes in order: on both sides, in the model, on the system', () => {
  const reported = steps('mine', [
    {
      label: '1',
      patches: [
        { op: 'replace', path: ['jobs', 0, 'token'], value: 2 },
        { op: 'add', path: ['jobs', 0, 'id'], value: 'j1' },
        { op: 'remove', path: ['leases', 0] },
      ],
      changes: [
        { path: 'jobs.0.token', left: 1, right: 2 },
        { path: 'jobs.0.id', left: undefined, right: 'a b' },
        { path: 'leases.0', left: {}, right: undefined },
      ],
      notes: { model: [], system: [] },
    },
    { label: 'r1', patches: [], changes: [], notes: { model: ['answers x'], system: ['throws'] } },
    { label: 'r2', patches: [], changes: [], notes: { model: [], system: [] } },
  ]);
  expect(reported).toEqual([
    '#   on     changed',
    '1   both   jobs.0.token = 2',
    '    both   - leases.0',
    '    model  + jobs.0.id j1',
    '    mine   + jobs.0.id "a b"',
    'r1  model  answers x',
    '    mine   throws',
    'r2  both   nothing',
  ]);
});

test('however much changes, the lines fit on a terminal, and nothing is left out', () => {
  const value = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${index}`, 'x'.repeat(index * 5)]));
  const patches = [{ op: 'add', path: ['record'], value } as const];
  const changes = [{ path: 'record', left: undefined, right: value }];
  const lines = steps('mine', [{ label: '1', patches, changes, notes: { model: [], system: [] } }]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const letters = (text: string): string => text.replaceAll(/[^x]/g, '');
  const written = JSON.stringify(Object.values(value));
  expect(letters(lines.slice(1).join(''))).toHaveLength(letters(written).length);
});
