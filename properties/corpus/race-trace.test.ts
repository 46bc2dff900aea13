import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseRaceTrace, readAnyTrace } from '../../src/corpus/any-trace.ts';
import { keepTrace, readCounterexamples, readKept } from '../../src/corpus/counterexamples.ts';
import type { RaceTrace } from '../../src/corpus/race-trace.ts';
import { raceTraceText } from '../../src/corpus/race-trace.ts';
import { raceTraces } from '../../src/corpus/trace-kind.ts';
import { traceText } from '../../src/corpus/trace-text.ts';
import { BadTrace, readTrace } from '../../src/corpus/trace.ts';
import { aRaceTrace, book } from './race-traces.ts';
import { aTrace } from './traces.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'faultbook-races-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const symmetry = [['ann', 'bob', 'cyd']];
const keep = (trace: RaceTrace, gone: readonly string[] = []) =>
  keepTrace(folder, trace, raceTraces, { symmetry, gone });

describe('the trace of a race', () => {
  test('is read back the same, by its own reader and by the reader of all traces', async () => {
    const path = join(folder, 'race.json');
    writeFileSync(path, raceTraceText(aRaceTrace()));
    expect(await readAnyTrace(path)).toEqual(aRaceTrace());
    expect(parseRaceTrace(raceTraceText(aRaceTrace()), 'x')).toEqual(aRaceTrace());
  });

  test('has moves of every kind', () => {
    const [first] = aRaceTrace().moves;
    for (const kind of ['statement', 'commit', 'answer', 'notification'] as const) {
      const moves = first === undefined || first.kind === 'call' ? [] : [{ ...first, kind }];
      const trace = aRaceTrace({ moves });
      expect(parseRaceTrace(raceTraceText(trace), 'x')).toEqual(trace);
    }
  });

  test('has a line for each move that fits on one, without its empty lists', () => {
    expect(raceTraceText(aRaceTrace())).toContain(
      '\n    { "actor": "ann", "kind": "statement", "statement": "SELECT count(*) FROM seats", "answer": "SELECT 1" },\n',
    );
  });

  test('is refused in a line by the reader of runs, and a run by the reader of races', async () => {
    const [race, run] = [join(folder, 'race.json'), join(folder, 'run.json')];
    writeFileSync(race, raceTraceText(aRaceTrace()));
    writeFileSync(run, traceText(aTrace()));
    await expect(readTrace(race)).rejects.toThrow(
      `${race} is a trace of version 5, of a race: faultbook replay and faultbook promote take it`,
    );
    expect(await readAnyTrace(run)).toEqual(aTrace());
    expect((await readCounterexamples(folder)).map(({ path }) => path)).toEqual([run]);
    expect((await readKept(folder, raceTraces)).map(({ path }) => path)).toEqual([race]);
  });

  test.each([
    ['without moves', { moves: [] }, /moves: Too small/],
    ['of one actor', { atOnce: [book('ann')] }, /atOnce: Too small/],
    [
      'with a move of another actor',
      { atOnce: [book('ann'), book('cyd')] },
      /^x: bob is no actor of atOnce, which has ann, cyd$/,
    ],
    ['with an actor twice', { atOnce: [book('ann'), book('ann')] }, /^x: an actor stands in atOnce twice$/],
    ['with an unknown violation', { violation: { kind: 'odd', details: '' } }, /violation.kind: Invalid option/],
    ['with a field too many', { extra: 1 }, /Unrecognized key: "extra"/],
    ['with a command without a type', { before: [{}] }, /before.0.type: expected a text/],
  ])('%s is refused in a line', (_, changes, message) => {
    const text = JSON.stringify({ ...aRaceTrace(), ...changes });
    expect(() => parseRaceTrace(text, 'x')).toThrow(BadTrace);
    expect(() => parseRaceTrace(text, 'x')).toThrow(message);
    expect(() => parseRaceTrace(text, 'x')).not.toThrow(/\n/);
  });
});

describe('a race that is kept', () => {
  test('is named by its set-up, its violation and the commands at once', async () => {
    const { path, how } = await keep(aRaceTrace());
    expect(how).toBe('new');
    expect(basename(path)).toMatch(/^show\.app\.without-lock\.notLinearizable\.book\+book\.[0-9a-f]{12}\.json$/);
    expect(await keep(aRaceTrace())).toEqual({ path, how: 'known' });
  });

  test('is the same file with other interchangeable names', async () => {
    const { path } = await keep(aRaceTrace());
    const renamed = JSON.parse(JSON.stringify(aRaceTrace()).replaceAll('bob', 'cyd')) as RaceTrace;
    expect(raceTraces.fileName(renamed, symmetry)).toBe(basename(path));
    expect(raceTraces.fileName({ ...renamed, before: [] }, symmetry)).not.toBe(basename(path));
  });

  test('is replaced by a smaller race of the same finding, and never by a larger one', async () => {
    const large = aRaceTrace({ before: [{ type: 'open' }, { type: 'look' }] });
    await keep(large);
    expect((await keep(aRaceTrace())).how).toBe('shorter');
    expect((await keep(large)).how).toBe('known');
    expect(await readKept(folder, raceTraces)).toMatchObject([{ trace: aRaceTrace() }]);
  });

  test('stands beside a race of other commands, and beside one that is gone', async () => {
    const { path } = await keep(aRaceTrace());
    const other = aRaceTrace({ atOnce: [book('ann'), { actor: 'bob', commands: [{ type: 'cancel' }] }] });
    await keep(other);
    expect(raceTraces.isSame(aRaceTrace(), other)).toBe(false);
    await keep(aRaceTrace({ before: [{ type: 'open' }, { type: 'look' }] }), [path]);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('is better by commands before, commands at once, preemptions and moves', () => {
    const { moves } = aRaceTrace();
    const inOrder = [
      aRaceTrace({ preemptions: 3, moves: [...moves, ...moves] }),
      aRaceTrace({ atOnce: [book('ann'), book('bob'), book('cyd')], preemptions: 0 }),
      aRaceTrace({ before: [{ type: 'a' }, { type: 'b' }], preemptions: 1, moves: [...moves, ...moves] }),
      aRaceTrace({ before: [{ type: 'a' }, { type: 'b' }], preemptions: 2 }),
    ];
    expect(inOrder.toReversed().toSorted(raceTraces.compare)).toEqual(inOrder);
    const [unproved, proved] = [aRaceTrace({ certificate: null }), aRaceTrace()];
    expect([unproved, proved].toSorted(raceTraces.compare)).toEqual([proved, unproved]);
  });
});
