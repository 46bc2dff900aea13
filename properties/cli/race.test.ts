import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRaceTrace } from '../../src/corpus/any-trace.ts';
import { unwrapped } from '../report/text.ts';
import type { Ended } from './faultbook.ts';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-race-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const subjects = join(import.meta.dirname, '../race/toy-show.ts');

function faultbook(command: string, folder: string = cwd): Promise<Ended> {
  return runHere([...command.split(' '), '--subject', `${subjects}#toyShow`], { cwd: folder });
}

let first: Ended;
let file = '';
let digits = '';
beforeAll(async () => {
  first = await faultbook('race toy-show');
  [file = 'none'] = readdirSync(join(cwd, 'counterexamples'));
  digits = /\.([0-9a-f]{12})\.json$/.exec(file)?.[1] ?? 'none';
});

describe('a found race', () => {
  test('is printed as a timeline, kept, and named for replay and promote', async () => {
    expect(first.code).toBe(1);
    expect(file).toMatch(/^toy-show\.app\.as-shipped\.notLinearizable\.book\+book\./);
    expect(first.out).toContain('    ann                                    bob\n    ┌ book guest="ann"\n');
    expect(unwrapped(first.out)).toMatch(/\nminimal: none of 7 smaller races is wrong with at most 1 preemption, and/);
    expect(first.out).toContain(`\nkept: counterexamples/${file}\n`);
    expect(first.out).toContain(`to promote it:  npx faultbook promote ${digits} --name race_book_book --subject`);
    const { certificate, foundBy } = await readRaceTrace(join(cwd, 'counterexamples', file));
    expect(certificate).toMatchObject({ kind: 'minimal', races: 7, preemptions: 1 });
    expect(foundBy).toEqual({ who: 'faultbook race', versions: expect.any(Object) });
  });

  test('is replayed first, and reported without a search', async () => {
    const { code, out } = await faultbook('race toy-show');
    expect(code).toBe(1);
    expect(unwrapped(out)).toContain(`counterexamples/${file} reproduces its violation: no order of the commands`);
    expect(unwrapped(out)).not.toMatch(/schedules with at most/);
  });

  test('is neither replayed nor kept with --no-counterexamples', async () => {
    const { code, out, err } = await faultbook('race toy-show --no-counterexamples');
    expect(code).toBe(1);
    expect(out).not.toMatch(/kept|reproduces/);
    expect(err).not.toMatch(/cannot be kept/);
    expect(unwrapped(out)).toMatch(/schedules with at most 1/);
  });

  test('stands as a trace in the output for programs', async () => {
    const { out } = await faultbook('race toy-show --no-counterexamples --json');
    const { found, certificate, kept } = JSON.parse(out) as Record<string, unknown>;
    expect(found).toMatchObject({ version: 5, certificate: { kind: 'minimal' }, preemptions: 1 });
    expect([certificate, kept]).toEqual([undefined, null]);
  });

  test('is shrunk where a seed drew the order of the races', async () => {
    const { code, out } = await faultbook('race toy-show --no-counterexamples --max-schedules 1000 --seed 3');
    expect(code).toBe(1);
    expect(out).toContain('\nfirst: open\n');
    expect(unwrapped(out)).toMatch(/\nlocally minimal: none of 0 smaller races is wrong \(0 schedules\); only races/);
  });
});

describe('the replay of a race', () => {
  test('ends with 1 where the race is wrong in the schedule of the trace', async () => {
    const { code, out } = await faultbook(`replay ${digits}`);
    expect(code).toBe(1);
    expect(unwrapped(out)).toMatch(/\nreproduced: notLinearizable: no order of the commands/);
  });

  test('ends with 3 where the schedule cannot be followed, and says where', async () => {
    const { code, out } = await faultbook(`replay ${digits} --system mended`);
    expect(code).toBe(3);
    expect(unwrapped(out)).toMatch(/\nit left the schedule: ann sends SELECT .* FOR UPDATE at move 1, and not SELECT/);
    expect(unwrapped(out)).toMatch(/\ninconclusive: no violation, but the schedule could not be followed/);
  });

  test('gives the trace, the verdict and where it parted to programs', async () => {
    const { out } = await faultbook(`replay ${digits} --json`);
    expect(JSON.parse(out)).toMatchObject({ version: 5, verdict: 'reproduced', parted: null });
  });

  test.each([
    ['--step 7', /has no move 7: the race takes 6/],
    ['--system none', /unknown system of toy-show 'none'/],
  ])('refuses %s in a line', async (flags, message) => {
    const { code, err } = await faultbook(`replay ${digits} ${flags}`);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('runs the smaller races again with --recheck', async () => {
    const { code, out } = await faultbook(`replay ${digits} --recheck`);
    expect(code).toBe(1);
    expect(unwrapped(out)).toMatch(/\nrun again: the same 7 smaller races in \d+ schedules, and none is wrong\n/);
    const mended = await faultbook(`replay ${digits} --recheck --json`);
    expect(JSON.parse(mended.out)).toMatchObject({ recheck: { verdict: 'confirmed', races: 7, smaller: null } });
  });

  test('ends with 3 where the race is gone and a smaller one is wrong', async () => {
    const trace = await readRaceTrace(join(cwd, 'counterexamples', file));
    const inTurn = ['ann', 'bob'].flatMap((actor) => trace.moves.filter((move) => move.actor === actor));
    const moves = inTurn.filter(
      (move) => move.actor === 'ann' || move.kind === 'call' || !/INSERT/.test(move.statement),
    );
    writeFileSync(join(cwd, 'gone.json'), JSON.stringify({ ...trace, moves, preemptions: 2 }));
    expect((await faultbook('replay gone.json')).code).toBe(0);
    const { code, out } = await faultbook('replay gone.json --recheck');
    expect(code).toBe(3);
    expect(unwrapped(out)).toMatch(
      /\nrun again, unlike the certificate: open, then at once ann: book .* is wrong with 1 preemption/,
    );
  });

  test('has no search to repeat where the race is not minimal', async () => {
    const trace = await readRaceTrace(join(cwd, 'counterexamples', file));
    writeFileSync(join(cwd, 'open.json'), JSON.stringify({ ...trace, certificate: null }));
    const { code, err } = await faultbook('replay open.json --recheck');
    expect([code, err]).toEqual([
      2,
      'faultbook: open.json has no search of all smaller races to repeat: not minimised\n',
    ]);
  });

  test('shows where each actor is after some moves with --step', async () => {
    const begin = await faultbook(`replay ${digits} --step 0`);
    expect(begin.code).toBe(1);
    expect(unwrapped(begin.out)).toContain(
      'before the first of 6 moves\nann  book guest="ann": not begun, next: SELECT',
    );
    const { out } = await faultbook(`replay ${digits} --step 4`);
    expect(unwrapped(out)).toContain('after move 4 of 6, by bob: COMMIT →');
    expect(unwrapped(out)).toContain('\nann  book guest="ann": under way, next: INSERT INTO seats');
    expect(unwrapped(out)).toContain('\nbob  book guest="bob" → booked\n');
    const end = await faultbook(`replay ${digits} --step 6 --json`);
    expect(JSON.parse(end.out)).toMatchObject({
      step: 6,
      of: 6,
      verdict: 'reproduced',
      view: { guests: ['bob', 'ann'] },
    });
  });

  test('refuses a file that is none, and a race that does not fit, in a line', async () => {
    const trace = await readRaceTrace(join(cwd, 'counterexamples', file));
    writeFileSync(join(cwd, 'bad.json'), JSON.stringify({ ...trace, moves: 1 }));
    writeFileSync(join(cwd, 'other.json'), JSON.stringify({ ...trace, before: [{ type: 'shut' }] }));
    const bad = await faultbook('replay bad.json');
    expect(bad).toMatchObject({ code: 2, err: expect.stringMatching(/bad\.json is not a trace of version 5: moves/) });
    const other = await faultbook('replay other.json');
    expect(other.code).toBe(2);
    expect(other.err).toMatch(/other\.json does not fit: command 1 .* the model has no command 'shut'/);
  });
});

describe('--schedules', () => {
  test.each(['some', 'pct', 'pct:0', 'pct:1.5', 'pct:2000000'])('refuses %s in a line', async (which) => {
    const { code, err } = await faultbook(`race toy-show --schedules ${which}`);
    expect(code).toBe(2);
    expect(unwrapped(err)).toMatch(
      /--schedules <which>' argument '[^']*' is invalid\. It has to be bounded, all, unreduced, or pct:<number> up to 1,000,000, such as pct:1000\./,
    );
  });

  test('all finds what needs more preemptions, and says which schedules were run', async () => {
    const race = 'race toy-show --no-counterexamples --preemptions 0 --schedules all';
    const found = await faultbook(race);
    expect(found.code).toBe(1);
    expect(unwrapped(found.out)).toMatch(/\d+ schedules: those with at most 0 preemptions, and then \d+, one for each/);
    const mended = await faultbook(`${race} --system mended`);
    expect(mended.code).toBe(0);
    expect(unwrapped(mended.out)).toContain('holds: in every schedule; of those that differ only in the order of');
  });

  test('pct draws schedules, and says how likely they find a violation', async () => {
    const race = 'race toy-show --no-counterexamples --schedules pct:25 --system mended';
    const { code, out } = await faultbook(race);
    expect(code).toBe(0);
    expect(unwrapped(out)).toMatch(/found in each race with a probability of \d+\.\d % at least$/m);
    const { search, random, orders } = JSON.parse((await faultbook(`${race} --json`)).out) as Record<string, unknown>;
    expect({ search, random, orders }).toEqual({
      search: 25,
      random: { depth: 2, bound: expect.any(Number) },
      orders: 0,
    });
  });
});

test('a kept race that cannot be read is reported, and the search goes on', async () => {
  const folder = mkdtempSync(join(cwd, 'broken-'));
  writeFileSync(join(folder, 'cut.json'), '{');
  const { code, out } = await faultbook(`race toy-show --system mended --counterexamples ${folder}`);
  expect(code).toBe(0);
  expect(out).toMatch(/cut\.json/);
  expect(out).toMatch(/holds: in every schedule/);
});
