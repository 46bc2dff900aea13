import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureModeIndex, readFailureModes } from '../../src/corpus/failure-modes.ts';
import { queueInvariants, settledQueueInvariants } from '../../src/model/queue/invariants.ts';
import { queue } from '../../src/subjects/queue.ts';

const root = join(import.meta.dirname, '../..');
const invariants = [...queueInvariants, ...settledQueueInvariants];

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The text under each `## ` heading, by heading. */
function sectionsOf(markdown: string): Map<string, string> {
  const [, ...sections] = markdown.split(/^## /m);
  return new Map(
    sections.map((section): [string, string] => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading.trim(), lines.join('\n')];
    }),
  );
}

function invariantIdsIn(text: string): string[] {
  return [...new Set(text.match(/INV_\d+/g))].toSorted();
}

test('the document of the invariants has a section for each, in the order of their numbers, and names no other', () => {
  const text = read('docs/01_invariants.md');
  const ids = invariants.map(({ id }) => id).toSorted();
  expect([...sectionsOf(text).keys()].filter((heading) => heading.startsWith('INV_'))).toEqual(ids);
  expect(invariantIdsIn(text)).toEqual(ids);
});

test.each(invariants)('the document of the invariants says of $id what the code says', ({ id, says }) => {
  expect(sectionsOf(read('docs/01_invariants.md')).get(id)).toContain(says);
});

test('the document of the policies has a section for each', () => {
  expect([...sectionsOf(read('docs/03_policies.md')).keys()]).toEqual(
    expect.arrayContaining(Object.keys(queue.policies)),
  );
});

test.each(Object.entries(queue.policies))(
  'the document of the policies says of %s what it does and what it protects, as the code does',
  (name, { does, protects }) => {
    const section = sectionsOf(read('docs/03_policies.md')).get(name);
    expect(section).toContain(does);
    expect(invariantIdsIn(section ?? '')).toEqual(expect.arrayContaining([...protects]));
  },
);

test('the documents of policies and scope name no invariant that the queue does not have', () => {
  const ids = invariants.map(({ id }) => id);
  for (const path of ['docs/00_scope.md', 'docs/03_policies.md', 'docs/04_happy_path.md']) {
    expect(ids, path).toEqual(expect.arrayContaining(invariantIdsIn(read(path))));
  }
});

test('the index of the failure modes is what `npm run index` would write', async () => {
  const modes = await readFailureModes(join(root, 'failure_modes'));
  expect(read('docs/failure_mode_index.md')).toBe(failureModeIndex(modes));
});
