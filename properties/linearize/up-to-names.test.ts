import { describe, expect, test } from 'vitest';
import type { BookingCommand, BookingOutcome } from '../../src/alphabets/booking.ts';
import { finishNow } from '../../src/kernel/event-loop.ts';
import type { Command, Outcome } from '../../src/kernel/model.ts';
import type { Operation } from '../../src/kernel/operation.ts';
import type { LinearizeOptions } from '../../src/linearize/linearization.ts';
import { linearize, linearizing } from '../../src/linearize/linearize.ts';
import { judgedHistory } from './agreement.ts';
import { hasOrder } from './brute-force.ts';
import type { Drawn } from './models.ts';
import { drawnModels } from './models.ts';
import { timed } from './timed.ts';

const drawnNames: readonly string[] = ['execution', 'by', 'booking', 'id'];

/** The value with other ids of executions and bookings. */
function renamed<Value>(value: Value, name: (id: number) => number): Value {
  const text = JSON.stringify(value, (key, item: unknown) =>
    typeof item === 'number' && drawnNames.includes(key) ? name(item) : item,
  );
  return JSON.parse(text) as Value;
}

function idsIn(history: readonly Operation[]): number[] {
  const ids = new Set<number>();
  renamed(history, (id) => (ids.add(id), id));
  return [...ids];
}

/** Straight from the definition: whether some other names of the ids give the history an order. */
function hasOrderUpToNames({ model }: Drawn, history: readonly Operation[]): boolean {
  const ids = idsIn(history);
  const names = Array.from({ length: ids.length + 3 }, (_, at) => at + 1);
  const isFound = (chosen: readonly number[]): boolean => {
    if (chosen.length === ids.length)
      return hasOrder({ model, history: renamed(history, (id) => chosen[ids.indexOf(id)] ?? id) });
    return names.some((name) => !chosen.includes(name) && isFound([...chosen, name]));
  };
  return isFound([]);
}

function verdictOf({ model }: Drawn, history: readonly Operation[], options: LinearizeOptions<never, never>): string {
  return finishNow(linearizing(model, history, { coreSteps: 0, ...options })).verdict;
}

describe.each(drawnModels.filter(({ name }) => name.endsWith('with a clock')))(
  'up to drawn names, a $name',
  (drawn) => {
    const histories = Array.from({ length: 240 }, (_, seed) => judgedHistory(drawn, 7_000_000 + seed, 6).history);
    // As a sequence with gaps, whose ids are not in the order in which they were drawn.
    const otherIds = (id: number): number => ((id * 5) % 7) + 40;

    test('has the verdicts of brute force, whatever its ids are', () => {
      let illegal = 0;
      for (const history of histories) {
        const isLegal = hasOrderUpToNames(drawn, history);
        illegal += isLegal ? 0 : 1;
        for (const one of [history, renamed(history, otherIds)])
          expect(verdictOf(drawn, one, { drawnNames }), JSON.stringify(one)).toBe(isLegal ? 'linearizable' : 'illegal');
      }
      expect(illegal).toBeGreaterThan(30);
    });

    test('is illegal under other ids where they have to be those of the model', () => {
      const strict = histories.filter((history) => verdictOf(drawn, renamed(history, otherIds), {}) === 'linearizable');
      expect(strict.length).toBeLessThan(histories.length * 0.7);
    });
  },
);

describe('a name that is drawn by a system', () => {
  const booking = drawnModels.find(({ name }) => name.startsWith('booking'))?.model;
  const client = (type: 'decide' | 'persist'): BookingCommand => ({ type, client: 'c1' });
  const begun: readonly Operation<BookingCommand, BookingOutcome>[] = [
    timed(
      'c1',
      [1, 2],
      { type: 'read', client: 'c1', request: 1, resource: 'r1', units: 1, isHold: true },
      { type: 'read', version: 0, free: 1 },
    ),
    timed('c1', [3, 4], client('decide'), { type: 'proposed' }),
  ];
  const lost: Operation<BookingCommand, BookingOutcome> = {
    actor: 'c1',
    calledAt: 5,
    returnedAt: null,
    command: client('persist'),
    outcome: null,
  };
  const swept = (outcome: BookingOutcome['type'], at: number, id: number): Operation<BookingCommand, BookingOutcome> =>
    timed('s', [at, at], { type: 'expireHold', booking: id }, { type: outcome } as BookingOutcome);

  test('may first be shown by a command, where its operation has no outcome', async () => {
    const history = [...begun, lost, swept('notDue', 6, 1_007)];
    expect(await linearize(booking as never, history, { drawnNames })).toMatchObject({ verdict: 'linearizable' });
    expect(await linearize(booking as never, history)).toMatchObject({ verdict: 'illegal' });
  });

  test('stands for one name alone, and each name for one', async () => {
    const two = [...begun, lost, swept('notDue', 6, 1_007), swept('notDue', 7, 1_008)];
    expect(await linearize(booking as never, two, { drawnNames })).toMatchObject({ verdict: 'illegal' });
    const other = [...begun, lost, swept('notDue', 6, 1_007), swept('noSuchBooking', 7, 1_008)];
    expect(await linearize(booking as never, other, { drawnNames })).toMatchObject({ verdict: 'linearizable' });
  });

  test('keeps its counterpart from the first outcome that shows it', async () => {
    const held = [...begun, timed('c1', [5, 6], client('persist'), { type: 'held', booking: 1_007 } as const)];
    const judge = async (...more: Operation<BookingCommand, BookingOutcome>[]): Promise<string> =>
      (await linearize(booking as never, [...held, ...more], { drawnNames })).verdict;
    expect(await judge(swept('notDue', 7, 1_007))).toBe('linearizable');
    expect(await judge(swept('notDue', 7, 1_008))).toBe('illegal');
    // A second booking without an outcome, which has the second id.
    const another = [
      timed('c1', [8, 8], { type: 'cancel', client: 'c1' } as const, { type: 'cancelled' } as const),
      timed(
        'c2',
        [9, 9],
        { type: 'read', client: 'c2', request: 1, resource: 'r1', units: 1, isHold: true } as const,
        { type: 'read', version: 2, free: 1 } as const,
      ),
      timed('c2', [10, 10], { type: 'decide', client: 'c2' } as const, { type: 'proposed' } as const),
      { ...lost, actor: 'c2', calledAt: 11, command: { type: 'persist', client: 'c2' } as const },
      swept('notDue', 12, 1_008),
    ];
    expect(await judge(...another)).toBe('linearizable');
    expect(await judge(...another, swept('notDue', 13, 1_007))).toBe('linearizable');
    expect(await judge(...another, swept('notDue', 13, 1_009))).toBe('illegal');
  });

  test('leaves endings right that are right only while another operation overlaps', async () => {
    const jobs = drawnModels.find(({ name }) => name.startsWith('job queue'))?.model;
    const leased = (worker: string, at: readonly [number, number], job: string, execution: number): Operation =>
      timed(worker, at, { type: 'lease', worker }, { type: 'leased', job, execution, attempt: 1, token: 1 } as Outcome);
    const submitted = ['j1', 'j2'].map((job, at) =>
      timed('c', [at, at], { type: 'submit', job } as Command, { type: 'submitted' }),
    );
    const judge = async (second: readonly [number, number]): Promise<string> => {
      const noWork = timed('w2', second, { type: 'lease', worker: 'w2' } as Command, { type: 'noWork' });
      const history = [...submitted, leased('w1', [5, 8], 'j2', 12), noWork];
      return (await linearize(jobs as never, history as never, { drawnNames })).verdict;
    };
    expect(await judge([6, 7])).toBe('linearizable');
    expect(await judge([9, 10])).toBe('illegal');
  });

  test('is matched in the view at rest', async () => {
    const held = [...begun, timed('c1', [5, 6], client('persist'), { type: 'held', booking: 1_007 } as const)];
    const seen = (id: number): object => ({
      nowMs: 0,
      resources: { r1: { capacity: 1, free: 0, version: 1 } },
      bookings: [{ id, resource: 'r1', client: 'c1', request: 1, units: 1, status: 'held', expiresAtMs: 600_000 }],
      clients: {
        c1: {
          isUp: true,
          request: { number: 1, resource: 'r1', units: 1, isHold: true, outcome: 'held', booking: id },
          call: null,
        },
        c2: { isUp: true, request: null, call: null },
      },
    });
    const judge = async (id: number): Promise<string> =>
      (await linearize(booking as never, held, { drawnNames, look: { seen: seen(id) as never } })).verdict;
    expect(await judge(1_007)).toBe('linearizable');
    expect(await judge(1_008)).toBe('illegal');
  });

  test('has a minimal core, with an order for each operation once it is free', async () => {
    const found = await linearize(
      booking as never,
      [...begun, lost, swept('notDue', 6, 1_007), swept('notDue', 7, 8)],
      {
        drawnNames,
      },
    );
    expect(found).toMatchObject({ verdict: 'illegal', core: { givenUp: 0 } });
    const core = found.verdict === 'illegal' ? found.core : null;
    expect(core?.certificate.map(({ operation }) => operation)).toEqual(core?.operations);
  });
});
