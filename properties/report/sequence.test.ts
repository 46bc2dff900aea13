import { expect, test } from 'vitest';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { sequence } from '../../src/report/sequence.ts';
import { subjectOf } from '../../src/subjects/index.ts';

const subject = subjectOf('queue');
const world = {
  policies: allPolicies(subject),
  scope: { workers: 2, jobs: 1, faults: 1, attempts: 3, inFlight: 0, retries: 0 },
};
const commands = [
  { type: 'submit', job: 'j1' },
  { type: 'lease', worker: 'w2' },
  { type: 'commit', worker: 'w2', fault: 'crashAfter' },
];

test('a run is drawn as messages to the store, its answers, and its changes', () => {
  expect(sequence(subject, world, { commands, recovery: [{ type: 'reconcile' }] })).toEqual([
    'sequenceDiagram',
    '  participant L1 as client',
    '  participant L3 as w2',
    '  participant L4 as store',
    '  L1->>L4: submit j1',
    '  Note over L4: j1 queued',
    '  L3->>L4: lease',
    '  Note over L4: e1 leases j1 until 30 s',
    '  L4-->>L3: j1, token 1',
    '  L3->>L4: commit ✗ crashes before the reply',
    '  Note over L4: commit of j1 by e1, EFFECT of j1 by e1',
    '  Note over L1,L4: recovery',
    '  Note over L4: reconcile → finished j1',
    '  Note over L4: j1 done',
  ]);
});

test('what would mean something to mermaid is left out', () => {
  const strange: AnySubject = {
    ...subject,
    narration: { ...subject.narration, format: () => 'a;b#c\nd', changes: () => [] },
  };
  const lines = sequence(strange, world, { commands: commands.slice(0, 1), recovery: [] });
  expect(lines.at(-1)).toBe('  L1->>L4: a b c d');
});
