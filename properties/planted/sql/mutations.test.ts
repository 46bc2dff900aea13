import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { subjects } from '../../../src/subjects/index.ts';
import { applyPatch } from '../planted-bug.ts';
import { sqlFolders } from './collection.ts';
import { expectedSurvivors } from './expected.ts';
import { mutationsOf } from './mutations.ts';

const root = join(import.meta.dirname, '../../..');

/** What comes of a source by each mutation: the lines that are no longer as they were. */
function changedLines(source: string): string[] {
  const before = source.split('\n');
  return mutationsOf(source).map((patch) => {
    const changed = applyPatch(source, { file: 'source.ts', ...patch })
      .split('\n')
      .filter((line, index) => line !== before[index]);
    return changed.map((line) => line.trim()).join(' ');
  });
}

test('each conjunct is made true and stays in the text, with its parameters', () => {
  const source = `const find = statement(\`
    SELECT id FROM jobs
    WHERE status = 'open AND shut'
      AND token = :token
      AND attempts BETWEEN 0 AND 3
  \`);`;
  expect(changedLines(source)).toEqual([
    "WHERE (status = 'open AND shut' OR TRUE)",
    'AND (token = :token OR TRUE)',
    'AND (attempts BETWEEN 0 AND 3 OR TRUE)',
  ]);
});

test('a disjunct is made false; a group in parentheses is removed whole, and in parts', () => {
  const source = "const find = statement('SELECT id FROM jobs WHERE (id = 1 OR id = :id) AND TRUE');";
  expect(changedLines(source)).toEqual([
    "const find = statement('SELECT id FROM jobs WHERE ((id = 1 OR id = :id) OR TRUE) AND TRUE');",
    "const find = statement('SELECT id FROM jobs WHERE ((id = 1 AND FALSE) OR id = :id) AND TRUE');",
    "const find = statement('SELECT id FROM jobs WHERE (id = 1 OR (id = :id AND FALSE)) AND TRUE');",
  ]);
});

test('a sub-select is taken away as a whole, and each of its own conditions', () => {
  const source = `const find = statement(\`
    UPDATE jobs SET status = iif(attempts < 3, 'queued', 'failed')
    WHERE NOT EXISTS (
      SELECT 1 FROM leases
      WHERE leases.job = jobs.id
        AND leases.expires_at_ms > :nowMs)
      AND id IN (SELECT job FROM commits WHERE attempt = 1)
  \`);`;
  expect(mutationsOf(source).map(({ removed }) => removed)).toEqual([
    'NOT EXISTS ( SELECT 1 FROM leases WHERE leases.job = jobs.id AND leases.expires_at_ms > :nowMs)',
    'leases.job = jobs.id',
    'leases.expires_at_ms > :nowMs',
    'id IN (SELECT job FROM commits WHERE attempt = 1)',
    'attempt = 1',
  ]);
});

test('a piece of a condition in a literal of its own is taken away there', () => {
  const source = `
    const andIsOpen = \`AND status = 'open'\`;
    const fence = {
      orIsMine: fencing ? \`OR (token = :token AND \${andMore})\` : '',
    };`;
  expect(mutationsOf(source).map(({ place, removed }) => [place, removed])).toEqual([
    ['andIsOpen', "status = 'open'"],
    ['orIsMine', '(token = :token AND ${andMore})'],
    ['orIsMine', 'token = :token'],
    ['orIsMine', '${andMore}'],
  ]);
  expect(changedLines(source)[1]).toContain('OR ((token = :token AND ${andMore}) AND FALSE)`');
});

test('an interpolated condition is removed only where it is a whole condition', () => {
  const source = `const find = statement(\`
    UPDATE jobs SET status = 'failed'
    WHERE attempts = \${maxAttempts}
      AND \${isAbandoned}
      \${policies.fencing ? andHasRight : ''}
    \${policies.commitBoundary ? 'ON CONFLICT (job) DO NOTHING' : ''}
  \`);`;
  expect(changedLines(source)).toEqual([
    'WHERE (attempts = ${maxAttempts} OR TRUE)',
    'AND (${isAbandoned} OR TRUE)',
    '',
    "${policies.commitBoundary ? '' : ''}",
  ]);
});

test('an order is reversed; a limit and the handling of conflicts are taken away', () => {
  const source = `const take = statement(\`
    INSERT INTO taken (job) VALUES ((
      SELECT id FROM jobs
      ORDER BY position
      LIMIT 1))
    ON CONFLICT (job) DO NOTHING
    RETURNING job
  \`);`;
  expect(changedLines(source)).toEqual(['ORDER BY position DESC', '))', '']);
});

test('each constraint of a table is taken away, and the uniqueness of an index', () => {
  const source = `const tables = \`
    CREATE TABLE leases (
      execution INTEGER PRIMARY KEY REFERENCES executions (id),
      status TEXT NOT NULL UNIQUE DEFAULT 'open' CHECK (status IN ('open', 'shut')),
      UNIQUE (execution, status)
    ) STRICT;
    CREATE UNIQUE INDEX one_each ON leases (status);
  \`;`;
  expect(mutationsOf(source).map(({ line, place, removed }) => [line, place, removed])).toEqual([
    [3, 'leases.execution', 'PRIMARY KEY'],
    [3, 'leases.execution', 'REFERENCES executions (id)'],
    [4, 'leases.status', 'NOT NULL'],
    [4, 'leases.status', 'UNIQUE'],
    [4, 'leases.status', "CHECK (status IN ('open', 'shut'))"],
    [5, 'leases', 'UNIQUE (execution, status)'],
    [6, 'leases', 'STRICT'],
    [7, 'one_each', 'UNIQUE'],
  ]);
  // The comma before it goes with it.
  expect(changedLines(source)[5]).toMatch(/'shut'\)\) \) STRICT;/);
});

test('text that is not SQL, and comments, stay as they are', () => {
  const source = `
    // SELECT id FROM jobs WHERE id = 1
    const says = \`the job’s lease, and no other, is where \${name} is\`;
    throw new Error('select one or the other');`;
  expect(mutationsOf(source)).toEqual([]);
});

test('the conditions of a trigger are taken away as those of any statement are', () => {
  const source = `const trigger = \`
    CREATE TRIGGER never_twice BEFORE INSERT ON leases
    BEGIN
      SELECT RAISE(ABORT, 'twice') FROM leases WHERE job = NEW.job AND status = 'open';
    END;
  \`;`;
  expect(mutationsOf(source).map(({ place, removed }) => [place, removed])).toEqual([
    ['trigger', 'job = NEW.job'],
    ['trigger', "status = 'open'"],
  ]);
});

test('every constraint, order, limit and conflict clause of the real subjects is found', () => {
  const files = globSync(`${sqlFolders}/*.ts`, { cwd: root });
  expect(new Set(files.map((file) => file.split(sep)[2]))).toEqual(new Set(subjects.map(({ name }) => name)));
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8'));
  // That something is there, `IS NOT NULL`, is a condition like any other.
  const words = /(?<!\bIS )\b(?:NOT NULL|UNIQUE|PRIMARY KEY|CHECK|REFERENCES|STRICT|ORDER BY|LIMIT|ON CONFLICT)\b/;
  const written = sources.flatMap((source) => source.match(new RegExp(words, 'g')) ?? []);
  const found = sources.flatMap(mutationsOf).flatMap(({ removed }) => {
    const match = words.exec(removed);
    return match?.index === 0 ? [match[0]] : [];
  });
  expect(found.toSorted()).toEqual(written.toSorted());
});

test.each(expectedSurvivors)('$breaks $name, which no test notices, is in $file', ({ file, breaks, name }) => {
  const mutations = mutationsOf(readFileSync(join(root, file), 'utf8'));
  expect(mutations.map(({ place, removed }) => `${place} without ${removed}`)).toContain(`${breaks} ${name}`);
});
