import { describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Alphabet } from '../../src/minimise/alphabet.ts';
import { minimise, smallerRuns } from '../../src/minimise/minimise.ts';

interface Move extends Command {
  readonly by?: number;
  readonly who?: string;
}
type Moves = Alphabet<{ taken: number }, Move, Outcome, unknown>;

/** A model that always enables these commands, and never comes back to a state. */
function enabling(commands: readonly Move[]): Moves {
  return {
    initial: { taken: 0 },
    commands: () => commands,
    step(draft) {
      draft.taken += 1;
      return { type: 'done' };
    },
  };
}

/** A run with a command for each letter. */
function run(text: string): Move[] {
  return Array.from(text, (type) => ({ type }));
}

function letters(commands: readonly Command[]): string {
  return commands.map(({ type }) => type).join('');
}

describe('the runs that a minimiser tries', () => {
  /** Which runs are tried, in order, where those with all of these letters show the violation; and what is left. */
  async function tried(from: string, needed: string): Promise<[string, string]> {
    const all: string[] = [];
    const short = await minimise(enabling(run(from)), run(from), (candidate) => {
      all.push(letters(candidate));
      return run(needed).every(({ type }) => candidate.some((one) => one.type === type));
    });
    return [all.join(' '), letters(short)];
  }

  test('are without blocks, from the end on, then without one command, then without two', async () => {
    const blocks = 'abc ade bcde';
    const singles = 'abcd abce abde acde';
    const pairs = 'cde bde bce bcd ace acd abe abd';
    expect(await tried('abcde', 'abcde')).toEqual([`${blocks} ${singles} ${pairs}`, 'abcde']);
  });

  test('go on from the best run so far', async () => {
    expect(await tried('abcdefgh', 'c')).toEqual(['abcd  ab cd c', 'c']);
    expect(await tried('abcdefgh', 'ae')).toEqual(['abcd efgh abcdef abef ef abe ab ae e a ', 'ae']);
    expect(await tried('abcdefgh', 'ad')).toEqual(['abcd  ab cd abc abd ad d a', 'ad']);
  });

  test('are only the empty run for one command, and none for the empty run', async () => {
    expect(await tried('a', 'a')).toEqual(['', 'a']);
    expect(await tried('a', '')).toEqual(['', '']);
    expect(await tried('', '')).toEqual(['', '']);
  });

  test('are made simpler as far as that goes, before a command is left out again', async () => {
    const [a1, b2, a0, b0]: Move[] = ['a1', 'b2', 'a0', 'b0'].map(([type = '', by]) => ({ type, by: Number(by) }));
    const all: string[] = [];
    const short = await minimise(enabling([a1, b2, a0, b0] as Move[]), [a1, b2] as Move[], (candidate) => {
      all.push(candidate.map(({ type, by }) => `${type}${by}`).join(' '));
      return candidate.length === 2;
    });
    expect(short).toEqual([a0, b0]);
    expect(all).toEqual(['a1', 'b2', 'a0 b2', 'a0 b0', 'a0', 'b0', '']);
  });

  test('halve a list of values until the smallest that still shows the violation', async () => {
    const ticks = Array.from({ length: 17 }, (_, by) => ({ type: 'tick', by }));
    const values: number[] = [];
    const short = await minimise(enabling(ticks), ticks.slice(16), ([tick]) => {
      if (tick?.by !== undefined) values.push(tick.by);
      return Number(tick?.by) >= 6;
    });
    expect(short).toEqual([{ type: 'tick', by: 6 }]);
    expect(values).toEqual([0, 8, 4, 6, 5, 3]);
  });
});

describe('the simpler of two runs', () => {
  const moves: Move[] = ['ann', 'bob'].flatMap((who) => ['a', 'b'].map((type) => ({ type, who })));
  const mixed: Move[] = [
    { type: 'b', who: 'ann' },
    { type: 'a', who: 'bob' },
    { type: 'a', who: 'ann' },
  ];
  const hasSame = (commands: readonly Move[]): boolean =>
    mixed.every((one) => commands.some((other) => other.type === one.type && other.who === one.who));

  test('has fewer context switches, where commands have actors', async () => {
    const short = await minimise(enabling(moves), mixed, hasSame, { laneOf: ({ who = '' }) => who });
    expect(short.map(({ who }) => who)).toEqual(['ann', 'ann', 'bob']);
  });

  test('has its commands in order, where it is not', async () => {
    expect(letters(await minimise(enabling(moves), mixed, hasSame))).toBe('aab');
  });

  test('uses the same in a search of its own', () => {
    const simpler = (options?: object): string[] =>
      [...smallerRuns(enabling(moves), mixed, options)]
        .filter(({ length }) => length === 3)
        .map((one) => one.map(({ who }) => who).join(' '));
    expect(simpler({ laneOf: ({ who = '' }: Move) => who })).toContain('ann ann bob');
    expect(simpler()).toContain('bob ann ann');
  });
});

describe('the simpler runs of a search of its own', () => {
  test('are without blocks, the longest first, then without two commands', () => {
    const all = [...smallerRuns(enabling(run('abcde')), run('abcde'))].map(letters);
    const blocks = ['abc', 'ade', 'bcde'];
    const singles = ['abcd', 'abce', 'abde', 'acde', 'bcde'];
    const pairs = ['cde', 'bde', 'bce', 'bcd', 'ade', 'ace', 'acd', 'abe', 'abd', 'abc'];
    expect(all).toEqual([...blocks, ...singles, ...pairs]);
  });

  test('begin with the run without its detours', () => {
    const turning: Moves = {
      ...enabling(run('xt')),
      step(draft, { type }) {
        draft.taken = type === 't' ? 1 - draft.taken : draft.taken + 2;
        return { type: 'done' };
      },
    };
    expect([...smallerRuns(turning, run('xttx'))].map(letters)[0]).toBe('xx');
    expect([...smallerRuns(turning, run('xx'))].map(letters)).toEqual(['x', 'x', '']);
  });

  test('have only commands that are enabled', () => {
    const one = enabling([
      { type: 'tick', by: 10 },
      { type: 'tick', by: 40 },
    ]);
    const all = [...smallerRuns(one, [{ type: 'tick', by: 25 }, { type: 'stop' }])];
    expect(all).not.toHaveLength(0);
    for (const simpler of all) for (const { by } of simpler) expect([10, 40]).toContain(by);
  });
});
