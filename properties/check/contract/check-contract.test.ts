import { describe, expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { asked, dispenserContract, dispenserKind, dispenserOn, dispenserWith, givesTwice } from './dispenser.ts';

/** Without what the clock decides. */
function timeless<Report extends object>(report: Report): Omit<Report, 'timing'> {
  const { timing: _timing, ...rest } = report as Report & { readonly timing: unknown };
  return rest;
}

describe('a check of a contract', () => {
  test('holds on a system that keeps its promises, and reports what the runs covered', async () => {
    const report = await check(dispenserWith(), asked);
    expect(report).toMatchObject({ verdict: 'holds', runs: 100, counterexample: null, unsteady: [], invariants: 4 });
    expect(report.commands).toBeGreaterThan(500);
    expect(report.distinctStates).toBeGreaterThan(20);
    expect(Object.keys(report.outcomes)).toEqual(['giveBack', 'take']);
  });

  test('finds a broken promise, and shrinks the run to its shortest', async () => {
    const { verdict, counterexample } = await check(dispenserWith(givesTwice), asked);
    expect(verdict).toBe('violated');
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['take', 'take', 'take']);
    expect(counterexample?.answers?.map((answer) => (answer as { number?: number }).number)).toEqual([0, 1, 0]);
    expect(counterexample?.violation).toMatchObject({ kind: 'invariant', name: 'once', at: 2, side: 'system' });
    expect(counterexample?.violation.details).toBe('A number is not given twice. 0 was given to c1, and is out.');
    expect(counterexample?.recovery).toBeUndefined();
    expect(counterexample?.foundBy).toMatchObject({ who: 'check', seed: 1, length: 8 });
  });

  test('gives the same report for the same seed, one run at a time and several at once', async () => {
    const one = timeless(await check(dispenserWith(givesTwice), asked));
    expect(timeless(await check(dispenserWith(givesTwice), asked))).toEqual(one);
    expect(timeless(await check(dispenserWith(givesTwice, { atOnce: 4 }), asked))).toEqual(one);
    const sound = timeless(await check(dispenserWith(), asked));
    expect(timeless(await check(dispenserWith({}, { atOnce: 4 }), asked))).toEqual(sound);
    const { outcomes } = await check(dispenserWith(), { ...asked, seed: 2 });
    expect(outcomes).not.toEqual(sound.outcomes);
  });

  test('takes each way to recover', async () => {
    const keeps = { giveBack: () => undefined };
    const never: typeof dispenserContract.commands = (known) =>
      dispenserContract.commands(known).filter(({ type }) => type === 'take');
    // Only the recovery gives back, and only one of the two ways does.
    const found = await check(dispenserWith(keeps, {}, { commands: never }), { ...asked, runs: 2 });
    expect(found.counterexample).toMatchObject({ violation: { name: 'shownOut' } });
    expect(found.counterexample?.commands.map(({ type }) => type)).toEqual(['take']);
    expect(found.counterexample?.recovery?.map(({ type }) => type)).toEqual(['giveBack']);
    const other = [dispenserContract.recoveries[1]].flatMap((way) => way ?? []);
    const calm = await check(dispenserWith(keeps, {}, { commands: never, recoveries: other }), asked);
    expect(calm.verdict).toBe('holds');
  });

  test('makes the recovery a part of the run where the guesses enable it', async () => {
    const keeps = { giveBack: () => undefined };
    const generation = { weights: { giveBack: 0 } };
    const { counterexample } = await check(dispenserWith(keeps), { ...asked, generation });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['take', 'giveBack']);
    expect(counterexample?.recovery).toBeUndefined();
  });

  test('keeps to its finding while it shrinks the run', async () => {
    const both = { ...givesTwice, giveBack: () => undefined };
    const generation = { weights: { giveBack: 0 } };
    const { counterexample } = await check(dispenserWith(both), { ...asked, generation });
    expect(counterexample?.violation.name).toBe('once');
    expect(counterexample?.commands).toHaveLength(3);
  });

  test('takes no command that the system does not have, also in a recovery', async () => {
    const takes = { commands: ['take'] };
    await expect(check(dispenserWith({}, takes), asked)).rejects.toThrow(
      "the recovery 'clients give back' needs the command giveBack, which the system memory does not have",
    );
    const recoveries = dispenserContract.recoveries.slice(1);
    const { outcomes } = await check(dispenserWith({}, takes, { recoveries }), asked);
    expect(Object.keys(outcomes)).toEqual(['take']);
  });

  test('asks the settled promises in the end, and reports a recovery without one', async () => {
    const strict = dispenserContract.settled.map((one) => ({
      ...one,
      brokenInTheEnd: ({ out }: { readonly out: readonly number[] }) =>
        out.length > 1 ? `${out.length} are out.` : null,
    }));
    const kept = await check(dispenserWith({}, {}, { settled: strict }), asked);
    expect(kept.counterexample).toMatchObject({ violation: { kind: 'settled', name: 'fewOut', at: 2 } });
    expect(kept.counterexample?.commands).toHaveLength(2);
    const endless = [{ name: 'take for ever', next: () => ({ type: 'take', client: 'c1' }) as const }];
    const report = await check(dispenserWith({}, {}, { recoveries: endless, longestRecovery: 5 }), asked);
    expect(report.counterexample?.violation).toMatchObject({ kind: 'endless', name: 'recovery' });
    expect(report.counterexample?.violation.details).toBe('no end after 5 commands');
  });

  test('ends a run at a known finding, and asks no suspended promise', async () => {
    const known = [{ kind: 'invariant', name: 'once' }] as const;
    expect(await check(dispenserWith(givesTwice), { ...asked, known })).toMatchObject({ verdict: 'holds' });
    const { counterexample } = await check(dispenserWith(givesTwice), { ...asked, suspended: ['once'] });
    expect(counterexample?.violation.name).toBe('shownOut');
    const both = await check(dispenserWith(givesTwice), { ...asked, suspended: ['once', 'shownOut'] });
    expect(both).toMatchObject({ verdict: 'holds', invariants: 2 });
    const accepting = dispenserWith(givesTwice, { accepts: { once: 'it never promised that', shownOut: 'nor that' } });
    expect(await check(accepting, asked)).toMatchObject({ verdict: 'holds' });
    await expect(check(dispenserWith(), { ...asked, suspended: ['twice'] })).rejects.toThrow(
      'twice cannot be suspended: it is no promise of dispenser, which has answers, once, shownOut, fewOut',
    );
  });

  test('stops by its signal', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const slow = { show: (out: readonly number[]) => out };
    const report = await check(dispenserWith(slow), { ...asked, runs: 1_000_000, signal: stop.signal, onProgress });
    expect(report.verdict).toBe('interrupted');
    expect(report.runs).toBeLessThan(1_000_000);
  });

  test('stops by its signal within a run', async () => {
    const stop = new AbortController();
    let taken = 0;
    const next = (): undefined => {
      if ((taken += 1) === 2) stop.abort();
      return undefined;
    };
    expect(await check(dispenserWith({ next }), { ...asked, signal: stop.signal })).toMatchObject({
      verdict: 'interrupted',
      runs: 0,
    });
    expect(taken).toBe(2);
  });

  test('rejects a contract that throws, and a system whose clock cannot be moved', async () => {
    const throws = dispenserWith(
      {},
      {},
      {
        learn() {
          throw new TypeError('unforeseen');
        },
      },
    );
    await expect(check(throws, asked)).rejects.toThrow(
      'the contract of dispenser throws at follow: TypeError: unforeseen; it has to follow every answer',
    );
    await expect(check(dispenserWith({}, { clock: 'real' }), asked)).rejects.toThrow(
      'has a clock that cannot be moved',
    );
  });
});

describe('a finding of a check of a contract', () => {
  test('counts only where it shows five times of five on a freshly started system', async () => {
    // Only every third run of a started system, and never the first.
    const sometimes = { next: ([first]: readonly number[], begun: number) => (begun % 3 === 0 ? first : undefined) };
    const report = await check(dispenserWith(sometimes), { ...asked, runs: 20 });
    expect(report).toMatchObject({ verdict: 'inconclusive', counterexample: null });
    expect(report.unsteady).toMatchObject([{ violation: { name: 'once' }, shown: 0, repeated: 5 }]);
    expect(report.missedGoals).toEqual(['the same end each time: once was broken once, and by 0 of 5 repetitions']);
  });

  test('stands apart with its highest rate where it shows less often', async () => {
    let runs = 0;
    // Of every three runs the first two.
    const often = { next: ([first]: readonly number[]) => (runs % 3 === 0 ? undefined : first) };
    const { start: _start, ...opened } = dispenserKind(often);
    const open: typeof opened.open = (setup) => {
      runs += 1;
      return opened.open(setup);
    };
    const report = await check(dispenserOn({ ...opened, open }), { ...asked, runs: 6 });
    expect(report.counterexample).toBeNull();
    expect(report.unsteady?.map(({ shown }) => shown)).toEqual([3]);
  });

  test('is confirmed once more after it was shrunk', async () => {
    // A short run shows it only where other runs came before it.
    const next = (out: readonly number[], begun: number): number | undefined =>
      out.length > 4 || (out.length === 2 && begun > 1) ? out[0] : undefined;
    const generation = { weights: { giveBack: 0 }, shortRate: 0 };
    const { counterexample } = await check(dispenserWith({ next }), { ...asked, generation });
    expect(counterexample?.commands).toHaveLength(6);
    expect(counterexample?.certificate).toEqual({
      kind: 'locally minimal',
      reason: 'a shorter run (3) shows it 0 times of 5',
    });
  });

  test('is repeated while no other run is under way', async () => {
    const kind = dispenserKind(givesTwice, { atOnce: 4 });
    let open = 0;
    const openAtStop: number[] = [];
    const start: typeof kind.start = async () => {
      const started = await kind.start?.();
      if (started === undefined) throw new TypeError('a dispenser is started');
      return {
        async begin(setup) {
          const system = await started.begin(setup);
          open += 1;
          return {
            ...system,
            async perform(command) {
              await new Promise((resolve) => setImmediate(resolve));
              return system.perform(command);
            },
            async close() {
              open -= 1;
            },
          };
        },
        stop: async () => void openAtStop.push(open),
      };
    };
    const { verdict } = await check(dispenserOn({ ...kind, start }), { ...asked, shrinkSeconds: 0 });
    expect(verdict).toBe('violated');
    expect(openAtStop.length).toBeGreaterThanOrEqual(5);
    expect(new Set(openAtStop)).toEqual(new Set([0]));
  });
});

describe('a system that shows late', () => {
  const late = { show: (out: readonly number[], look: number) => (look > 3 ? out : []) };

  test('keeps its promises within its patience', async () => {
    expect(await check(dispenserWith(late, { patienceMs: 200 }), { ...asked, runs: 3, length: 3 })).toMatchObject({
      verdict: 'holds',
    });
    const { counterexample } = await check(dispenserWith(late), asked);
    expect(counterexample?.violation.name).toBe('shownOut');
  });

  test('is not waited for where a promise is not eventual', async () => {
    const promises = dispenserContract.promises.map((one) => Object.assign({}, one, { isEventual: false }));
    const { counterexample } = await check(dispenserWith(late, { patienceMs: 200 }, { promises }), asked);
    expect(counterexample?.violation.name).toBe('shownOut');
  });

  test('is looked at once more after a quiet time, for what must not come', async () => {
    const relapses = { show: (out: readonly number[], look: number) => (look > 1 ? [...out, 99] : out) };
    const quiet = { ...asked, runs: 2, length: 2, shrinkSeconds: 1 };
    expect(await check(dispenserWith(relapses), quiet)).toMatchObject({ verdict: 'holds' });
    const { counterexample } = await check(dispenserWith(relapses, { quietMs: 2 }), quiet);
    expect(counterexample?.violation.name).toBe('shownOut');
  });
});

describe('what a system throws', () => {
  test('is an answer, which the promise that calls answer judges', async () => {
    const throws = {
      next(out: readonly number[]): undefined {
        if (out.length > 1) throw new RangeError('no number left\nat dispenser.ts');
        return undefined;
      },
    };
    const { counterexample } = await check(dispenserWith(throws), asked);
    expect(counterexample?.violation).toMatchObject({ kind: 'invariant', name: 'answers', at: 2 });
    expect(counterexample?.violation.details).toBe('Every call answers. take threw RangeError: no number left.');
    // The contract follows such an answer, too.
    expect(await check(dispenserWith(throws), { ...asked, suspended: ['answers'] })).toMatchObject({
      verdict: 'holds',
    });
  });

  test('is a finding of its own where the look at the system throws', async () => {
    const blind = {
      show(out: readonly number[]): readonly number[] {
        if (out.length > 1) throw new TypeError('blind');
        return out;
      },
    };
    const { counterexample } = await check(dispenserWith(blind), asked);
    expect(counterexample?.violation).toMatchObject({ kind: 'systemError', name: 'TypeError', where: 'take' });
    expect(counterexample?.commands).toHaveLength(2);
  });
});
