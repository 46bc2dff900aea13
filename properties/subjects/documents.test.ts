import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureModeIndex, readFailureModes } from '../../src/corpus/failure-modes.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { SystemKind } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { subjectOf, subjects } from '../../src/subjects/index.ts';
import { scopeOf } from './worlds.ts';

const root = join(import.meta.dirname, '../..');

/** Where a subject's invariants and policies are told, each under a heading of its own, and what else tells of them. */
const documents: Readonly<Record<string, { invariants: string; policies: string; others: readonly string[] }>> = {
  queue: {
    invariants: 'docs/01_invariants.md',
    policies: 'docs/03_policies.md',
    others: ['docs/00_scope.md', 'docs/04_happy_path.md'],
  },
  booking: { invariants: 'docs/subjects/booking.md', policies: 'docs/subjects/booking.md', others: [] },
  authority: { invariants: 'docs/subjects/authority.md', policies: 'docs/subjects/authority.md', others: [] },
};

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every member of a system: the compiler asks for each of them. */
const membersOfSystem: Readonly<Record<keyof SystemKind<Command, Outcome, unknown>, true>> = {
  name: true,
  open: true,
  start: true,
  observe: true,
  observeOutcome: true,
  drawnNames: true,
  commands: true,
  claims: true,
  switchable: true,
  accepts: true,
  terms: true,
  clock: true,
  patienceMs: true,
  quietMs: true,
  atOnce: true,
  guesses: true,
  concurrent: true,
  stage: true,
  checkpoints: true,
  assertReachable: true,
  connectionLosses: true,
  library: true,
};

test('the reference of the configuration has a row for every member of a system', () => {
  const rows =
    sectionsOf(read('docs/reference/configuration.md'))
      .get('A system')
      ?.matchAll(/^\| `(\w+)` \| /gm) ?? [];
  expect(Array.from(rows, ([, name = '']) => name).toSorted()).toEqual(Object.keys(membersOfSystem).toSorted());
});

/** The text under each heading below the title, by heading. */
function sectionsOf(markdown: string): Map<string, string> {
  const [, ...sections] = markdown.split(/^#{2,3} /m);
  return new Map(
    sections.map((section): [string, string] => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading.trim(), lines.join('\n')];
    }),
  );
}

/** The scopes of the tables in a document, by name: each with the numbers of its row. */
function scopesIn(markdown: string): Map<string, number[]> {
  const rows = markdown.matchAll(/^\| `(\w+)`(?:, the default)? ((?:\| [\d–]+ )+)\|$/gm);
  return new Map(Array.from(rows, ([, name = '', cells = '']) => [name, (cells.match(/\d+/g) ?? []).map(Number)]));
}

function invariantIdsIn(text: string): string[] {
  return [...new Set(text.match(/INV_\d+/g))].toSorted();
}

describe.each(subjects)('$name', (subject) => {
  const { invariants: always, settled } = subject.model(allPolicies(subject), scopeOf(subject, 'small'));
  const invariants = [...always, ...settled];
  const ids = invariants.map(({ id }) => id).toSorted();
  const reported = documents[subject.name] ?? { invariants: 'none', policies: 'none', others: [] };

  test('the document of the invariants has a section for each, in order, and no other', () => {
    const text = read(reported.invariants);
    expect([...sectionsOf(text).keys()].filter((heading) => heading.startsWith('INV_'))).toEqual(ids);
    expect(invariantIdsIn(text)).toEqual(ids);
  });

  test.each(invariants)('the document of the invariants says of $id what the code says', ({ id, says }) => {
    expect(sectionsOf(read(reported.invariants)).get(id)).toContain(says);
  });

  test('the document says which invariants the structure holds, and what breaks them', () => {
    const sections = sectionsOf(read(reported.invariants));
    for (const { id, violatedWhere } of invariants) {
      const section = sections.get(id);
      expect(section?.includes('**Held by the structure.**'), id).toBe(violatedWhere !== undefined);
      expect(section).toContain(violatedWhere ?? '**Protected by**');
    }
  });

  test('the document of the policies has a section for each', () => {
    expect([...sectionsOf(read(reported.policies)).keys()]).toEqual(
      expect.arrayContaining(Object.keys(subject.policies)),
    );
  });

  test.each(Object.entries(subject.policies))(
    'the document says of policy %s what it does and protects, as the code does',
    (name, { does, protects, behind }) => {
      const section = sectionsOf(read(reported.policies)).get(name);
      expect(section).toContain(does);
      expect(invariantIdsIn(section ?? '')).toEqual(expect.arrayContaining([...protects, ...(behind?.protects ?? [])]));
      expect(section?.match(/stands behind `(\w+)`/)?.[1]).toBe(behind?.policy);
    },
  );

  test('no document names an invariant that there is not', () => {
    for (const path of [reported.policies, ...reported.others]) {
      expect(ids, path).toEqual(expect.arrayContaining(invariantIdsIn(read(path))));
    }
  });
});

test.each([
  ['queue', 'docs/00_scope.md'],
  ['booking', 'docs/subjects/booking.md'],
])('the scopes of %s are the rows of a table in %s', (name, path) => {
  const scopes = Object.entries(subjectOf(name).scopes).map(([scope, sizes]) => [scope, Object.values(sizes)] as const);
  expect(scopesIn(read(path))).toEqual(new Map(scopes));
});

test('the index of the failure modes is what `npm run index` would write', async () => {
  const modes = await readFailureModes(join(root, 'failure_modes'));
  expect(read('docs/failure_mode_index.md')).toBe(failureModeIndex(modes));
});
