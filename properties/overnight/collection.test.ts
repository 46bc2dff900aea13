import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCounterexamples } from '../../src/corpus/counterexamples.ts';
import { fileNameOf } from '../../src/corpus/signature.ts';
import type { Collection } from '../../src/overnight/collection.ts';
import { createCollection } from '../../src/overnight/collection.ts';
import { findingKey } from '../../src/overnight/findings.ts';
import type { JournalEntry } from '../../src/overnight/journal.ts';
import { entryOf, foundOf, jobOf, traceOf } from './parts.ts';
import { planted } from './planted.ts';

interface Set {
  readonly collection: Collection;
  readonly folder: string;
  readonly notices: string[];
}

function setUp(entries: readonly JournalEntry[] = [], gone: readonly string[] = []): Set {
  const root = mkdtempSync(join(tmpdir(), 'faultbook-collection-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'counterexamples');
  const notices: string[] = [];
  const onNotice = (line: string): void => void notices.push(line);
  const subjectNamed = (): typeof planted => planted;
  return { collection: createCollection({ entries, folder, gone, subjectNamed, onNotice }), folder, notices };
}

const found = foundOf();
const { violation } = found.trace;
const shorter = foundOf({ trace: traceOf({ commands: [{ type: 'down' }] }) });

test('a finding is new once, with its key, and announced in one line', () => {
  const { collection, notices } = setUp();
  expect(collection.take([found, found])).toEqual([{ ...found, key: findingKey(found.trace, violation) }]);
  expect(collection.take([found])).toEqual([]);
  expect(notices).toEqual(['found: FLOOR (invariant) of planted on plain, by 2 commands']);
  expect(collection.size).toBe(1);
});

test('a shorter run of a finding replaces the longer one, and is no new finding', () => {
  const { collection, notices } = setUp();
  collection.take([found]);
  expect(collection.take([shorter])).toMatchObject([{ trace: { commands: [{ type: 'down' }] } }]);
  expect(collection.take([found])).toEqual([]);
  expect([collection.size, notices.length, collection.knownAt(jobOf()).length]).toEqual([1, 1, 1]);
});

test('findings are known at their subject, system and policies, and nowhere else', () => {
  const { collection } = setUp();
  const elsewhere = foundOf({ trace: traceOf({ violation: { kind: 'systemError', name: 'TypeError', at: 0 } }) });
  collection.take([found, elsewhere]);
  expect(collection.knownAt(jobOf())).toEqual([violation, elsewhere.trace.violation]);
  expect(collection.knownAt(jobOf({ scopeName: 'large', strategy: 'drive' }))).toHaveLength(2);
  expect(collection.knownAt(jobOf({ subject: 'queue' }))).toEqual([]);
  expect(collection.knownAt(jobOf({ system: 'wrong' }))).toEqual([]);
  expect(collection.knownAt(jobOf({ policies: { floor: false } }))).toEqual([]);
});

test('findings of the journal are known from the beginning', () => {
  const entry = entryOf({ key: findingKey(found.trace, violation) });
  const { collection, notices } = setUp([entry]);
  expect(collection.size).toBe(1);
  expect(collection.knownAt(jobOf())).toEqual([violation]);
  expect(collection.take([found])).toEqual([]);
  expect(collection.take([shorter])).toHaveLength(1);
  expect(notices).toEqual([]);
});

test('a finding is kept as a file, in another folder where it shows only sometimes', async () => {
  const { collection, folder } = setUp();
  await collection.keep(found);
  await collection.keep(foundOf({ shown: 3 }));
  for (const each of [folder, join(folder, 'sometimes')])
    expect((await readCounterexamples(each)).map(({ trace }) => trace)).toEqual([found.trace]);
});

test('a file that does not show its finding any more stays beside the new one', async () => {
  const { collection, folder } = setUp();
  await collection.keep(shorter);
  const [file] = await readCounterexamples(folder);
  const gone = createCollection({ entries: [], folder, gone: [file?.path ?? ''], subjectNamed: () => planted });
  await gone.keep(found);
  expect(await readCounterexamples(folder)).toHaveLength(2);
});

test('a file that cannot be written is announced, and the campaign goes on', async () => {
  const { collection, folder, notices } = setUp();
  writeFileSync(folder, 'a file where the folder should be');
  await collection.keep(found);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatch(/^FLOOR cannot be kept as a file: [^\n]*; the journal has it$/);
});

test('nothing is announced where no listener is given', async () => {
  const { folder } = setUp();
  writeFileSync(folder, 'a file where the folder should be');
  const silent = createCollection({ entries: [], folder, gone: [], subjectNamed: () => planted });
  expect(silent.take([found])).toHaveLength(1);
  const ofOtherScope = foundOf({ trace: traceOf({ scope: { most: 9, other: 1 } }) });
  for (const one of [found, ofOtherScope]) await expect(silent.keep(one)).resolves.toBeUndefined();
});

test('the name of a run’s file depends on the actor, unless actors are interchangeable', async () => {
  const fileFor = async (who: string, symmetry?: string[][]): Promise<string[]> => {
    const { folder } = setUp();
    const model: typeof planted.model = (...how) => ({ ...planted.model(...how), ...(symmetry && { symmetry }) });
    const subjectNamed = (): typeof planted => ({ ...planted, model });
    const commands = [Object.assign({ type: 'up' }, { who })];
    const { keep } = createCollection({ entries: [], folder, gone: [], subjectNamed });
    await keep(foundOf({ trace: traceOf({ commands, outcomes: ['moved'], violation: { ...violation, at: 0 } }) }));
    const trace = traceOf({ commands });
    expect(readdirSync(folder)).toEqual([fileNameOf(trace, symmetry ?? [])]);
    return readdirSync(folder);
  };
  expect(await fileFor('s')).not.toEqual(await fileFor('a'));
  expect(await fileFor('s', [['a', 's']])).toEqual(await fileFor('a', [['a', 's']]));
});

test('an error that is not one of the file system is not taken for one', async () => {
  const { collection } = setUp();
  const unwritable = Object.assign({ type: 'up' }, { toJSON: () => expect.unreachable('it cannot be written') });
  const keeping = collection.keep(foundOf({ trace: traceOf({ commands: [unwritable] }) }));
  await expect(keeping).rejects.toThrow(/it cannot be written/);
});

test('a finding that does not fit its subject is announced, and not kept as a file', async () => {
  const { collection, folder, notices } = setUp();
  await collection.keep(foundOf({ trace: traceOf({ scope: { most: 9, other: 1 } }) }));
  expect(notices).toEqual(["FLOOR is not kept as a file: 'other' is no size of planted’s scopes; the journal has it"]);
  expect(await readCounterexamples(folder)).toEqual([]);
});
