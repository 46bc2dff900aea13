import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { unwrapped } from '../report/text.ts';
import type { Ended } from './faultbook.ts';
import { runFaultbook } from './faultbook.ts';
import { runHere } from './in-process.ts';

const src = (path: string): string => pathToFileURL(join(import.meta.dirname, '../../src', path)).href;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const imports = `
  import { defineConfig } from '${src('index.ts')}';
  import { booking } from '${src('subjects/booking/index.ts')}';
  const rooms = { ...booking, name: 'rooms' };`;

const transferConfig = `export { default } from '${src('../examples/transfer/faultbook.config.ts')}';`;

/** Runs a command line in an empty folder with these files. */
async function runWith(
  files: Readonly<Record<string, string | Buffer>>,
  args: string,
): Promise<Ended & { folder: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-test-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { ...(await runHere(args.split(' '), { cwd: folder })), folder };
}

const builtIn = '; the built-in booking is there in a folder without faultbook.config, where no --subject is given';

describe('in a folder with a faultbook.config.ts', () => {
  const config = `${imports} export default defineConfig({ subjects: [rooms], counterexamples: 'found' });`;

  test('its subjects are checked, and violations are kept in its folder', async () => {
    const { code, out, folder } = await runWith(
      { 'faultbook.config.ts': config },
      'check rooms --without idempotencyKey --scope small --clients 1 --runs 50',
    );
    expect([code, out]).toEqual([1, expect.stringContaining('kept: found/rooms.sqlite.without-idempotencyKey')]);
    expect(readdirSync(folder).toSorted()).toEqual(['faultbook.config.ts', 'found']);
  });

  test('threads explore its subjects', async () => {
    const { code, out } = await runWith({ 'faultbook.config.ts': config }, 'explore rooms --threads 2');
    expect([code, out]).toEqual([0, expect.stringContaining('holds in all 3,446 states')]);
  });

  test('messages name its subjects, and no other', async () => {
    const { code, err } = await runWith({ 'faultbook.config.ts': config }, 'check booking');
    expect([code, err]).toEqual([
      2,
      `faultbook: unknown subject 'booking'; did you mean 'rooms'? There is: rooms${builtIn}\n`,
    ]);
  });

  test('a trace of a subject that it does not have is refused', async () => {
    const trace = join(import.meta.dirname, '../../failure_modes/FM_102_lost_update/trace.json');
    const { code, err } = await runWith({ 'faultbook.config.ts': config }, `replay ${trace}`);
    expect([code, err]).toEqual([
      2,
      `faultbook: unknown subject 'booking'; did you mean 'rooms'? There is: rooms${builtIn}\n`,
    ]);
  });
});

test('validate names the faults of the subjects, with exit code 2', async () => {
  const faulty = `{ ...rooms, policies: { ...rooms.policies, versionCheck: { does: 'x', protects: ['INV_199'] } }, scopes: { small: rooms.scopes.small }, defaultScope: 'small', coverageGoals: [] }`;
  const config = `${imports} export default defineConfig({ subjects: [${faulty}] });`;
  const { code, out } = await runWith({ 'faultbook.config.ts': config }, 'validate');
  const fault = /^rooms: policies\.versionCheck\.protects: there is no invariant INV_199; there is INV_101, .*\n$/;
  expect([code, unwrapped(out)]).toEqual([2, expect.stringMatching(fault)]);
});

test('a project with no runs to crash is bad use of sweep', async () => {
  const transfer = pathToFileURL(join(import.meta.dirname, '../../examples/transfer/subject.ts')).href;
  const mine = `export { transfer } from '${transfer}';`;
  const { code, err } = await runWith({ 'mine.ts': mine }, 'sweep --subject ./mine.ts');
  expect([code, err]).toEqual([2, expect.stringMatching(/^faultbook: no subject has runs to crash: .*\n$/)]);
});

describe('--subject', () => {
  test.each(['./mine.ts', './mine.ts#rooms', '=./mine.ts'])('%s names a file with a subject', async (file) => {
    const mine = `${imports} export { rooms };`;
    const args = `check --runs 200${file.startsWith('=') ? ` --subject${file}` : ` --subject ${file}`}`;
    const { code, out } = await runWith({ 'mine.ts': mine }, args);
    expect([code, out]).toEqual([0, expect.stringContaining('rooms')]);
  });

  test('comes before the configuration', async () => {
    const files = {
      'faultbook.config.ts': `${imports} export default defineConfig({ subjects: [booking] });`,
      'mine.ts': `${imports} export default rooms;`,
    };
    const { code, out } = await runWith(files, 'explore rooms --depth 2 --subject ./mine.ts');
    // Exploring stops at the depth, so that its verdict is inconclusive.
    expect([code, out]).toEqual([3, expect.stringContaining('rooms')]);
  });
});

describe('one line says', () => {
  test.each([
    [
      'that a configuration throws',
      `throw new Error('no such table\\nSecond line')`,
      /cannot be loaded: no such table$/,
    ],
    ['that it cannot be parsed', 'export default {', /faultbook\.config\.ts cannot be loaded: .+$/],
    [
      'that it exports nothing',
      'export {};',
      /has no subjects: export default defineConfig\(\{ subjects: \[ … \] \}\)$/,
    ],
    ['that it has no subjects', `export default { subjects: [] };`, /has no subjects: /],
    [
      'that a subject is a class',
      `class Rooms { open() { return 1; } }; export default { subjects: [Rooms] };`,
      /subjects\[0\] is no subject: it is the function or class Rooms$/,
    ],
    [
      'that a policy protects nothing',
      `${imports} export default { subjects: [{ ...booking, policies: { lock: { does: 'x' } } }] };`,
      /subjects\[0\] is no subject: its policy lock has no does and protects$/,
    ],
    ['that a subject is none', `export default { subjects: [null] };`, /subjects\[0\] is no subject: it is null$/],
    [
      'what a subject lacks',
      `${imports} export default { subjects: [booking, { ...rooms, policies: undefined }] };`,
      /subjects\[1\] is no subject: its policies is no record$/,
    ],
    [
      'that a subject has no system',
      `${imports} export default { subjects: [{ ...rooms, systems: [] }] };`,
      /subjects\[0\] has no system to check$/,
    ],
    [
      'that the default scope of a subject is missing',
      `${imports} export default { subjects: [{ ...rooms, defaultScope: 'huge' }] };`,
      /has the default scope 'huge', which its scopes lack$/,
    ],
    [
      'that a folder is no path',
      `${imports} export default { subjects: [rooms], counterexamples: 5 };`,
      /config\.ts: counterexamples is no path: it is 5$/,
    ],
    [
      'that a subject is named twice',
      `${imports} export default { subjects: [rooms, booking, rooms] };`,
      /faultbook\.config\.ts names the subject rooms twice: give each a name of its own$/,
    ],
  ])('%s', async (_, config, line) => {
    const { code, out, err } = await runWith({ 'faultbook.config.ts': config }, 'check --runs 5');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^faultbook: .*\n$/);
    expect(err.trimEnd()).toMatch(line);
  });

  test.each([
    ['./gone.ts', /^faultbook: \.\/gone\.ts does not exist\n$/],
    ['.', /^faultbook: \. is a folder, and not a file\n$/],
    ['./mine.ts#other', /^faultbook: \.\/mine\.ts has no export other: it exports one, two; name one as in .*\n$/],
    ['./mine.ts', /^faultbook: \.\/mine\.ts has no export default: it exports one, two; name one as in .*\n$/],
    ['./mine.ts#one', /^faultbook: \.\/mine\.ts: one is no subject: it is 1\n$/],
  ])('what is wrong with --subject %s', async (file, line) => {
    const { code, err, folder } = await runWith(
      { 'mine.ts': 'export const one = 1; export const two = 2;' },
      `check --subject ${file}`,
    );
    expect([code, err]).toEqual([2, expect.stringMatching(line)]);
    expect(existsSync(join(folder, 'counterexamples'))).toBe(false);
  });
});

describe('with a configuration that cannot be loaded', () => {
  const broken = { 'faultbook.config.ts': `throw new Error('no such table');` };

  test('the version is printed', async () => {
    const { code, out, err } = await runWith(broken, '--version');
    expect([code, out, err]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), '']);
  });

  test.each(['--help', 'check --help', 'help check', 'init --help'])('%s prints its help', async (args) => {
    const { code, out, err } = await runWith(broken, args);
    expect([code, out, err]).toEqual([0, expect.stringMatching(/^Usage: faultbook /), '']);
  });

  test('the help of the program says why it knows no subjects', async () => {
    const { out } = await runWith(broken, '--help');
    expect(out).toContain('\nSubjects:\nunknown: faultbook.config.ts cannot be loaded: no such table\n');
  });
});

describe('two versions in one project', () => {
  test.each(['faultbook', 'fast-check'])('of %s are refused in one line', async (name) => {
    const files = {
      [`node_modules/${name}/package.json`]: `{ "name": "${name}", "version": "0.0.7" }`,
      'faultbook.config.ts': 'export default {};',
    };
    const { code, err, folder } = await runWith(files, 'check');
    const imported = `faultbook.config.ts imports ${name} 0.0.7 of ${folder}/node_modules/${name}`;
    const line = new RegExp(`^faultbook: ${imported}, and ${name} \\S+ runs: npm ls ${name} shows both, .*\\n$`);
    expect([code, err]).toEqual([2, expect.stringMatching(line)]);
  });
});

describe('without a configuration', () => {
  test('a message about an unknown subject says how to have a subject of your own', async () => {
    const { code, err } = await runWith({}, 'check transfer');
    expect([code, err]).toEqual([
      2,
      "faultbook: unknown subject 'transfer'; did you mean 'queue'? There is: queue, booking, authority, lease-queue, lease-lock; for a subject of your own, npx faultbook init writes a faultbook.config.ts\n",
    ]);
  });
});

describe('a campaign that goes on after', () => {
  let journal: Buffer | null = null;

  /** The journal of a campaign on the transfers that was cut off. */
  async function unfinishedJournal(): Promise<Buffer> {
    if (journal !== null) return journal;
    const files = { 'faultbook.config.ts': transferConfig };
    const { folder } = await runWith(files, 'overnight --rounds 1 --workers 1');
    const path = join(folder, '.faultbook/overnight.db');
    const db = new DatabaseSync(path);
    db.exec('UPDATE campaign SET how = NULL, endedAt = NULL');
    db.close();
    journal = readFileSync(path);
    return journal;
  }

  test.each([
    [
      'the file of its subject is gone',
      { 'faultbook.config.ts': `export { default } from './gone.ts';` },
      '',
      /^faultbook: faultbook\.config\.ts cannot be loaded: Cannot find module .*gone\.ts' imported from .*\n$/,
    ],
    ['the file of --subject is gone', {}, ' --subject ./gone.ts', /^faultbook: \.\/gone\.ts does not exist\n$/],
    [
      'its subject was taken out of the configuration',
      { 'faultbook.config.ts': `${imports} export default { subjects: [booking] };` },
      '',
      /^faultbook: the journal names the subject 'transfer', and the subjects are booking: leave out --resume, .*\n$/,
    ],
    [
      'the configuration is gone',
      {},
      '',
      /^faultbook: the journal names the subject 'transfer', and the subjects are queue, .*: leave out --resume, .*\n$/,
    ],
  ])('%s is refused in one line', async (_, files, flags, line) => {
    const kept = { '.faultbook/overnight.db': await unfinishedJournal() };
    const { code, err } = await runWith({ ...files, ...kept }, `overnight --resume${flags}`);
    expect([code, err]).toEqual([2, expect.stringMatching(line)]);
  });
});

test('a configuration whose top-level await never settles is refused in one line', async () => {
  const { folder } = await runWith({ 'faultbook.config.ts': 'await new Promise(() => {});' }, '--version');
  const { code, err } = await runFaultbook(['check'], { cwd: folder });
  const line = /^faultbook: faultbook\.config\.ts cannot be loaded: a top-level await in it, .* never settles\n$/;
  expect([code, err]).toEqual([2, expect.stringMatching(line)]);
});
