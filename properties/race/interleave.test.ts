import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Isolation } from '../../src/real/database/postgres.ts';
import type { Bank } from './accounts.ts';
import { add, addInTurn, openBank, read, readThenWrite, withdraw } from './accounts.ts';
import type { Interleaving, Program } from './interleave.ts';
import { everyInterleaving, interleave } from './interleave.ts';

let bank: Bank;

afterEach(() => bank.close());

async function run(programs: readonly Program<string>[], schedule: readonly number[]): Promise<Interleaving<string>> {
  return interleave(bank.sessions, programs, schedule, bank);
}

/** Each step in a few words: who, and what came of it for whom. */
function reported({ steps }: Interleaving<unknown>): string[] {
  return steps.map(({ session, answer, woken }) =>
    [`${session} ${answer}`, ...woken.map((other) => `${other.session} ${other.answer}`)].join(', '),
  );
}

function endingsOf({ endings }: Interleaving<unknown>): string[] {
  return endings.map((ending) =>
    ending.type === 'returned' ? String(ending.result) : ending.type === 'refused' ? ending.code : ending.type,
  );
}

test('a session that waits for a lock is passed over until the lock is let go', async () => {
  bank = await openBank(2);
  const programs = [addInTurn(1, 1), addInTurn(2, 1)];
  expect(reported(await run(programs, [0, 1]))).toEqual(['0 done', '1 waits', '0 done, 1 done', '1 done']);
  expect(reported(await run(programs, [1, 0]))).toEqual(['1 done', '0 waits', '1 done, 0 done', '0 done']);
  expect(await bank.balances()).toEqual([13, 10]);
});

test('sessions that wait for one row always go on in the order in which they came', async () => {
  bank = await openBank(4);
  const programs = [addInTurn(1, 1), addInTurn(2, 1), addInTurn(4, 1), addInTurn(8, 1)];
  for (let time = 0; time < 20; time += 1) {
    // The first to come is the fourth session, and the last the second.
    expect(reported(await run(programs, [0, 3, 2, 1]))).toEqual([
      '0 done',
      '3 waits',
      '2 waits',
      '1 waits',
      '0 done, 3 done',
      '3 done, 2 done',
      '2 done, 1 done',
      '1 done',
    ]);
  }
  expect(await bank.balances()).toEqual([25, 10]);
});

test('a deadlock refuses the session that closes the circle, and the other goes on', async () => {
  bank = await openBank(2);
  const programs = [addInTurn(1, 1, 2), addInTurn(2, 2, 1)];
  const first = await run(programs, [0, 1, 0]);
  expect(reported(first)).toEqual(['0 done', '1 done', '0 waits', '1 40P01, 0 done', '0 done', '1 done']);
  expect(endingsOf(first)).toEqual(['added', '40P01']);
  const second = await run(programs, [0, 1, 1]);
  expect(reported(second)).toEqual(['0 done', '1 done', '1 waits', '0 40P01, 1 done', '0 done', '1 done']);
  expect(endingsOf(second)).toEqual(['40P01', 'added']);
  expect(await bank.balances()).toEqual([12, 12]);
});

test('a circle of three is found, with any of the three closing it', async () => {
  bank = await openBank(3);
  const programs = [addInTurn(1, 1, 2), addInTurn(2, 2, 3), addInTurn(4, 3, 1)];
  // A third account, so that the circle has three arcs.
  const reset = async (): Promise<void> => {
    await bank.reset();
    await bank.sessions.control.script('INSERT INTO accounts VALUES (3, 10)');
  };
  for (const [schedule, endings] of [
    [
      [0, 1, 2, 0, 0, 0],
      ['added', 'added', '40P01'],
    ],
    [
      [0, 1, 2, 1, 1, 0],
      ['40P01', 'added', 'added'],
    ],
    [
      [0, 1, 2, 2, 0, 0],
      ['added', '40P01', 'added'],
    ],
  ] as const) {
    expect(endingsOf(await interleave(bank.sessions, programs, schedule, { reset }))).toEqual(endings);
  }
});

test('a woken client that waits once more is not refused for a later circle of another', async () => {
  bank = await openBank(3);
  const programs = [addInTurn(1, 1), addInTurn(2, 1, 2), addInTurn(4, 2, 1)];
  for (let time = 0; time < 20; time += 1) {
    // The third waits for the first, and then for the second, which comes to wait for it.
    const interleaving = await run(programs, [0, 2, 1, 1, 0, 0]);
    expect(reported(interleaving)).toEqual([
      '0 done',
      '2 done',
      '1 waits',
      '2 waits',
      '0 done, 1 done',
      '1 40P01, 2 done',
      '1 done',
      '2 done',
    ]);
  }
});

test('every order of independent statements occurs once: as many as their shuffles', async () => {
  bank = await openBank(2);
  const seen = new Set<string>();
  for await (const { steps } of everyInterleaving(bank.sessions, [addInTurn(1, 1, 1), addInTurn(1, 2, 2)], bank)) {
    seen.add(steps.map(({ session }) => session).join(''));
  }
  // Two updates and a commit each: six over three.
  expect(seen.size).toBe(20);
});

/** All the ways in which these two can end, over every interleaving. */
async function waysToEnd(programs: readonly Program<string>[]): Promise<string[]> {
  bank = await openBank(2);
  const ways = new Set<string>();
  for await (const interleaving of everyInterleaving(bank.sessions, programs, bank)) {
    ways.add([...endingsOf(interleaving), ...(await bank.balances())].join(' '));
  }
  return [...ways].toSorted();
}

/** What is known of Postgres (Hermitage, Kleppmann 2014): P4, the lost update, and G2-item, the write skew. */
describe.each([
  {
    isolation: 'READ COMMITTED',
    lostUpdate: ['written written 11 10', 'written written 12 10', 'written written 13 10'],
    writeSkew: ['too little withdrawn 10 -10', 'withdrawn too little -10 10', 'withdrawn withdrawn -10 -10'],
  },
  {
    isolation: 'REPEATABLE READ',
    lostUpdate: ['40001 written 12 10', 'written 40001 11 10', 'written written 13 10'],
    writeSkew: ['too little withdrawn 10 -10', 'withdrawn too little -10 10', 'withdrawn withdrawn -10 -10'],
  },
  {
    isolation: 'SERIALIZABLE',
    lostUpdate: ['40001 written 12 10', 'written 40001 11 10', 'written written 13 10'],
    writeSkew: [
      '40001 withdrawn 10 -10',
      'too little withdrawn 10 -10',
      'withdrawn 40001 -10 10',
      'withdrawn too little -10 10',
    ],
  },
] satisfies { isolation: Isolation; lostUpdate: string[]; writeSkew: string[] }[])(
  'at $isolation',
  ({ isolation, lostUpdate, writeSkew }) => {
    test('two who read and then write end in every way that is known, and in no other', async () => {
      expect(await waysToEnd([readThenWrite(1, isolation), readThenWrite(2, isolation)])).toEqual(lostUpdate);
    });

    test('two withdrawals by the sum of both accounts end in exactly the known ways', async () => {
      expect(await waysToEnd([withdraw(1, isolation), withdraw(2, isolation)])).toEqual(writeSkew);
    });
  },
);

test('a schedule with waits, a deadlock and a conflict gives one result in 100 runs', async () => {
  bank = await openBank(3);
  const programs = [addInTurn(1, 1, 2), addInTurn(2, 2, 1), readThenWrite(4, 'REPEATABLE READ')];
  const results = new Set<string>();
  for (let time = 0; time < 100; time += 1) {
    const interleaving = await run(programs, [2, 0, 1, 0, 1, 0]);
    results.add(JSON.stringify([interleaving, await bank.balances()]));
  }
  const [result = ''] = results;
  expect([...results]).toEqual([result]);
  expect(result).toContain('40P01');
  expect(result).toContain('40001');
  expect(result).toContain('waits');
});

test('any list of numbers is a schedule, and the choices made give the same result', async () => {
  bank = await openBank(2);
  const programs = [addInTurn(1, 1, 2), addInTurn(2, 2, 1)];
  // Each waits for locks: one that fails is shrunk for seconds, not for minutes.
  const schedules = fc.limitShrink(fc.array(fc.nat(), { maxLength: 12 }), 30);
  const property = fc.asyncProperty(schedules, async (schedule) => {
    const interleaving = await run(programs, schedule);
    expect(interleaving.endings).toHaveLength(2);
    expect(await run(programs, interleaving.choices)).toEqual(interleaving);
  });
  await fc.assert(property, { numRuns: 40, seed: 1 });
});

test('an error of a program itself is thrown when all programs have ended', async () => {
  bank = await openBank(2);
  const broken: Program<string> = async (session) => {
    await read(session, 1);
    throw new TypeError('a mistake in the program');
  };
  await expect(run([broken, addInTurn(1, 1)], [])).rejects.toThrow('a mistake in the program');
  expect(await bank.balances()).toEqual([11, 10]);
  await expect(run([addInTurn(1, 1), addInTurn(1, 1), addInTurn(1, 1)], [])).rejects.toThrow('there are 2 sessions');
});

test('a program that leaves its transaction open gets an error', async () => {
  bank = await openBank(1);
  const open: Program<string> = async (session) => {
    await session.run('BEGIN');
    await add(session, 1, 1);
    return 'open';
  };
  await expect(run([open], [])).rejects.toThrow('with an open transaction');
});

test.each([0, 1, 2])(
  'cut off before its statement %i, a transaction has no effect and blocks no other',
  async (statement) => {
    bank = await openBank(2);
    const programs = [addInTurn(1, 1, 2), addInTurn(2, 1, 2)];
    const cutOff = { session: 0, statement };
    for (let time = 0; time < 3; time += 1) {
      const interleaving = await interleave(bank.sessions, programs, [0, 1], { reset: bank.reset, cutOff });
      expect(endingsOf(interleaving)).toEqual(['connectionLost', 'added']);
      expect(await bank.balances()).toEqual([12, 12]);
    }
  },
);
