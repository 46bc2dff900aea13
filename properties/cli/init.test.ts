import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { parse } from 'yaml';
import { initCommand } from '../../src/cli/init.ts';
import { runProgram } from '../../src/cli/run-program.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultbook-test-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'package.json' && entry.name !== 'tsconfig.json')
    .map((entry) => join(entry.parentPath.slice(folder.length), entry.name).replace(/^[/\\]/, ''))
    .toSorted();
}

const typed = { 'package.json': '{ "type": "module" }', 'tsconfig.json': '{}' };

/** `init` with these lines typed at a terminal, which prints to `output`. */
function initTyping(lines: string, folder: string, name?: string, output = new PassThrough()): Promise<Ended> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  input.end(lines);
  const run = (args: readonly string[], signal: AbortSignal): Promise<number> =>
    runProgram(
      (end) =>
        new Command().action(async () => {
          end(await initCommand(name, {}, signal, { input, output }));
        }),
      args,
      signal,
    );
  return runHere([], { cwd: folder, run });
}

describe('faultbook init --yes', () => {
  test.each([
    [typed, 'ts'],
    [{ ...typed, 'package.json': '{ "type": "commonjs" }' }, 'mts'],
    [{ 'package.json': '{ "type": "module", "devDependencies": { "typescript": "7" } }' }, 'ts'],
    [{ 'package.json': '{ "type": "module" }' }, 'js'],
    [{ 'package.json': '{}' }, 'mjs'],
  ])('writes the files of a project with %o as .%s', async (files, ending) => {
    const folder = projectWith(files);
    const { code, out } = await runHere(['init', '--yes'], { cwd: folder });
    const written = ['faultbook.config.', 'faultbook/shop.', 'faultbook/shop.test.'].map((name) => name + ending);
    expect(code).toBe(0);
    expect(filesIn(folder)).toEqual(['.github/workflows/faultbook.yml', ...written].toSorted());
    for (const path of written) {
      expect(out).toContain(`wrote ${path}\n`);
      const source = readFileSync(join(folder, path), 'utf8');
      expect(() => parseAst(source, { lang: ending.endsWith('ts') ? 'ts' : 'js' })).not.toThrow();
    }
  });

  test('gives the subject, its files and its export the name that it is given', async () => {
    const folder = projectWith(typed);
    const { code } = await runHere(['init', 'ticket-shop', '--yes'], { cwd: folder });
    expect(code).toBe(0);
    const config = readFileSync(join(folder, 'faultbook.config.ts'), 'utf8');
    expect(config).toContain("import { ticketShop } from './faultbook/ticket-shop.ts';");
    expect(readFileSync(join(folder, 'faultbook/ticket-shop.ts'), 'utf8')).toContain('export const ticketShop = ');
  });

  test('leaves a file that exists as it is, and says so in one line', async () => {
    const folder = projectWith(typed);
    await runHere(['init', '--yes'], { cwd: folder });
    for (const path of filesIn(folder)) writeFileSync(join(folder, path), 'mine');
    const { code, out } = await runHere(['init', '--yes'], { cwd: folder });
    expect([code, out.split('\n').filter((line) => line.startsWith('kept'))]).toEqual([
      0,
      ['faultbook.config.ts', 'faultbook/shop.ts', 'faultbook/shop.test.ts', '.github/workflows/faultbook.yml'].map(
        (path) => `kept  ${path}: it exists, and was not changed`,
      ),
    ]);
    for (const path of filesIn(folder)) expect(readFileSync(join(folder, path), 'utf8')).toBe('mine');
  });

  test('writes no second configuration beside one with another ending', async () => {
    const folder = projectWith({ ...typed, 'faultbook.config.mjs': 'mine' });
    const { out } = await runHere(['init', '--yes'], { cwd: folder });
    expect(out).toContain('kept  faultbook.config.mjs: it exists');
    expect(filesIn(folder)).not.toContain('faultbook.config.ts');
  });

  test('says which lines the configuration that exists needs for the subject', async () => {
    const folder = projectWith(typed);
    await runHere(['init', '--yes'], { cwd: folder });
    const same = await runHere(['init', '--yes'], { cwd: folder });
    const other = await runHere(['init', 'other-shop', '--yes'], { cwd: folder });
    expect(same.out).toContain('\nNext:\n');
    expect(other.out).toContain(
      [
        '',
        'Add the subject to faultbook.config.ts, or no command finds it:',
        "  import { otherShop } from './faultbook/other-shop.ts';",
        '  subjects: [..., otherShop]',
        'Then:',
      ].join('\n'),
    );
    expect(other.out).toContain('\n  npx faultbook check other-shop\n');
    expect(other.out).not.toMatch(/npx faultbook check$/m);
  });

  test('runs also where the configuration cannot be loaded', async () => {
    const folder = projectWith({ ...typed, 'faultbook.config.ts': 'throw new Error();' });
    expect(await runHere(['init', '--yes'], { cwd: folder })).toMatchObject({ code: 0, err: '' });
  });

  test('names the packages that the project lacks, and what tsc needs', async () => {
    const devDependencies = { vitest: '5', typescript: '7' };
    const manifest = JSON.stringify({ type: 'module', devDependencies });
    const folder = projectWith({ ...typed, 'package.json': manifest, 'pnpm-lock.yaml': '' });
    const { out } = await runHere(['init', '--yes'], { cwd: folder });
    expect(out).toContain('  pnpm add --save-dev faultbook fast-check\n');
    expect(out).toContain('For tsc, set allowImportingTsExtensions and noEmit in tsconfig.json.\n');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('writes a workflow that keeps its journal and counterexamples for the next night', async () => {
    const folder = projectWith({ ...typed, 'yarn.lock': '' });
    await runHere(['init', '--yes'], { cwd: folder });
    const text = readFileSync(join(folder, '.github/workflows/faultbook.yml'), 'utf8');
    const { on, jobs } = parse(text) as Workflow;
    expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
    const { steps } = jobs.overnight;
    expect(steps.map(({ run }) => run)).toContain('yarn exec faultbook overnight --hours 2');
    const kept = '.faultbook\ncounterexamples\n';
    expect(steps.filter((step) => step.with?.['path'] === kept).map(({ uses }) => uses)).toEqual([
      expect.stringMatching(/^actions\/cache\/restore@/),
      expect.stringMatching(/^actions\/cache\/save@/),
    ]);
  });

  test.each(['class', 'await', 'let', 'eval', 'undefined'])('refuses the name %s, and writes no file', async (name) => {
    const folder = projectWith(typed);
    const { code, err } = await runHere(['init', name, '--yes'], { cwd: folder });
    expect([code, err, filesIn(folder)]).toEqual([
      2,
      expect.stringMatching(/^faultbook: '.*' is no name of a subject: .*\n$/),
      [],
    ]);
  });

  test('refuses each name that the written files import or declare', async () => {
    const folder = projectWith(typed);
    await runHere(['init', '--yes'], { cwd: folder });
    const sources = filesIn(folder).filter((path) => path.endsWith('.ts'));
    const names = sources.flatMap((path) => namesIn(readFileSync(join(folder, path), 'utf8')));
    const kebab = [...new Set(names)]
      .filter((name) => name !== 'shop')
      .map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    expect(kebab).toContain('define-model');
    for (const name of kebab)
      expect(await runHere(['init', name, '--yes'], { cwd: projectWith(typed) }), name).toMatchObject({
        code: 2,
        err: expect.stringContaining('is no name of a subject: its files use '),
      });
  });

  test.each([
    ['in a folder without package.json', {}, ['--yes'], /^this folder has no package\.json: npm init --yes makes one$/],
    ['with a package.json that is no JSON', { 'package.json': '{' }, ['--yes'], /^package\.json is no JSON: /],
    ['with a bad name', typed, ['Shop', '--yes'], /^'Shop' is no name of a subject: it has small letters/],
    ['without a terminal', typed, [], /^init asks two questions, and its input is no terminal: --yes /],
    ['with a file in the place of its folder', { ...typed, faultbook: '' }, ['--yes'], /EEXIST.*faultbook/],
  ])('is refused %s in one line', async (_, files, args, line) => {
    const folder = projectWith(files);
    const { code, err } = await runHere(['init', ...args], { cwd: folder });
    expect([code, err]).toEqual([2, expect.stringMatching(/^faultbook: .*\n$/)]);
    expect(err.slice('faultbook: '.length).trimEnd()).toMatch(line);
  });
});

/** The values that a module imports or declares. */
function namesIn(source: string): string[] {
  return parseAst(source, { lang: 'ts' }).body.flatMap((node) => {
    if (node.type === 'ImportDeclaration') return node.specifiers.map(({ local }) => local.name);
    if (node.type === 'FunctionDeclaration') return node.id === null ? [] : [node.id.name];
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declared?.type !== 'VariableDeclaration') return [];
    return declared.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  });
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: { readonly overnight: { readonly steps: readonly Step[] } };
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe('faultbook init at a terminal', () => {
  test('refuses a name before it asks the next question', async () => {
    const folder = projectWith(typed);
    const output = new PassThrough();
    const { code, err } = await initTyping('define-model\nno\n', folder, undefined, output);
    expect([code, err]).toEqual([2, expect.stringContaining("'define-model' is no name of a subject")]);
    expect(String(output.read())).toBe('Name of the first subject (shop): ');
    expect(filesIn(folder)).toEqual([]);
  });

  test('takes the answers to its two questions', async () => {
    const folder = projectWith(typed);
    expect(await initTyping('counter\nno\n', folder)).toMatchObject({ code: 0 });
    expect(filesIn(folder)).toEqual(['faultbook.config.ts', 'faultbook/counter.test.ts', 'faultbook/counter.ts']);
  });

  test('asks no question where the name on the command line is refused', async () => {
    const folder = projectWith(typed);
    const { code, err } = await initTyping('', folder, 'define-model');
    expect([code, err]).toEqual([2, "faultbook: 'define-model' is no name of a subject: its files use defineModel\n"]);
  });

  test('takes the defaults for empty answers', async () => {
    const folder = projectWith(typed);
    expect(await initTyping('\n\n', folder)).toMatchObject({ code: 0 });
    expect(filesIn(folder)).toContain('.github/workflows/faultbook.yml');
    expect(filesIn(folder)).toContain('faultbook/shop.ts');
  });

  test('writes no file where the input ends before the last answer', async () => {
    const folder = projectWith(typed);
    const { code, err } = await initTyping('counter\n', folder);
    expect([code, err]).toEqual([2, 'faultbook: the input ended before the last answer: --yes takes the defaults\n']);
    expect(filesIn(folder)).toEqual([]);
  });
});
