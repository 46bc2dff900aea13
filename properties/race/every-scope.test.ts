import { describe, expect, test } from 'vitest';
import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { AnySubject, Scope } from '../../src/kernel/subject.ts';
import type { EveryScopeOptions } from '../../src/race/every-scope.ts';
import { raceEveryScope } from '../../src/race/every-scope.ts';
import { runHere } from '../cli/in-process.ts';
import type { ToyStage } from './toy-stage.ts';
import { openToyStage } from './toy-stage.ts';

type DeskCommand = { readonly type: 'open' } | { readonly type: 'book'; readonly guest: string };
interface DeskState {
  opened: number;
  guests: string[];
}
/** `places`: how many guests have one; 0: as many as come. `doors`: how many are opened before the first guest comes. */
type DeskScope = Readonly<Record<'places' | 'doors', number>>;

const guests = ['ann', 'bob'];

function deskModel({ places, doors }: DeskScope) {
  const initial: DeskState = { opened: 0, guests: [] };
  return defineModel({
    initial,
    commands: (state): DeskCommand[] =>
      state.opened < doors
        ? [{ type: 'open' }]
        : guests.filter((guest) => !state.guests.includes(guest)).map((guest) => ({ type: 'book', guest })),
    step(draft, command) {
      if (command.type === 'open') draft.opened += 1;
      else if (places > 0 && draft.guests.length >= places) return { type: 'full' };
      else draft.guests.push(command.guest);
      return { type: 'done' };
    },
    actor: (command) => ('guest' in command ? command.guest : 'owner'),
    invariants: {},
  });
}

function openDesk(stage: ToyStage, { places }: DeskScope) {
  const state: DeskState = { opened: 0, guests: [] };
  return {
    async perform(command: DeskCommand) {
      if (command.type === 'open') {
        state.opened += 1;
        return { type: 'done' };
      }
      let taken = 0;
      await stage.send({ text: 'SELECT count(*) FROM guests', effect: () => void (taken = state.guests.length) });
      const isFull = places > 0 && taken >= places;
      const effect = (): void => void state.guests.push(command.guest);
      if (!isFull) await stage.send({ text: "INSERT INTO guests VALUES ('x')", effect });
      await stage.send({ text: 'COMMIT', ends: true });
      return { type: isFull ? 'full' : 'done' };
    },
    view: async () => ({ ...state, guests: [...state.guests] }),
    close: async () => undefined,
  };
}

/** A desk that counts its guests without a lock, so that two take the last place. */
function desk(scopes: Readonly<Record<string, DeskScope>>): AnySubject {
  let stage: ToyStage = openToyStage();
  return defineSubject({
    name: 'desk',
    model: (_policies, { places, doors }) => deskModel({ places, doors }),
    scopes,
    systems: [
      {
        name: 'app',
        concurrent: { unordered: ['guests'] },
        stage: async () => (stage = openToyStage()),
        open: async ({ scope: { places, doors } }) => openDesk(stage, { places, doors }),
      },
    ],
  });
}

const race = (scopes: Record<string, DeskScope>, options: Partial<EveryScopeOptions> = {}) =>
  raceEveryScope(desk(scopes), { system: 'app', policies: {} }, { depth: 1, preemptions: 1, ...options });

const none: DeskScope = { places: 0, doors: 1 };
const one: DeskScope = { places: 1, doors: 1 };

describe('the races of every scope', () => {
  test('find a race that only another scope shows, and name its scope', async () => {
    const { found, scope, certificate, kinds } = await race({ none, one });
    expect(found?.violation.kind).toBe('notLinearizable');
    expect(found?.race.before).toEqual([{ type: 'open' }]);
    expect(scope).toEqual(one);
    expect(certificate).toMatchObject({ kind: 'locally minimal', reason: expect.stringContaining('of each kind') });
    expect(kinds.map((kind) => kind.scope)).toEqual(['none', 'one']);
  });

  test.each([
    [2, 1],
    [5, 2],
  ])('find a race after %i commands, which is more than the depth', async (doors, races) => {
    const { found, kinds } = await race({ deep: { places: 1, doors } });
    expect(found?.race.before).toHaveLength(doors);
    expect(kinds).toEqual([{ scope: 'deep', races, of: races }]);
  });

  test('find a race of the smallest scope as before, as a minimal one', async () => {
    const { found, scope, certificate, kinds } = await race({ one, none });
    expect([found?.race.before.length, scope, certificate?.kind, kinds]).toEqual([1, one, 'minimal', []]);
  });

  test('run the kinds first where the number of schedules is bounded', async () => {
    const bounded = await race({ none: { ...none, doors: 0 }, one }, { maxSchedules: 12, seed: 1 });
    expect(bounded.scope).toEqual(one);
    const few = await race({ none: { ...none, doors: 0 }, one }, { maxSchedules: 1, seed: 1 });
    expect([few.found, few.isWhole]).toEqual([null, false]);
  });

  test('add up their counts, and hold where no scope has a wrong race', async () => {
    const report = await race({ none, more: { places: 0, doors: 2 } });
    expect(report).toMatchObject({ found: null, isWhole: true, races: 5, of: 5, scope: none });
    expect(report.kinds).toEqual([
      { scope: 'none', races: 0, of: 0 },
      { scope: 'more', races: 2, of: 2 },
    ]);
  });

  test('end when the signal is given', async () => {
    const report = await race({ none, one }, { signal: AbortSignal.abort() });
    expect([report.isInterrupted, report.isWhole, report.found]).toEqual([true, false, null]);
  });
});

test('a flag that says which races there are leaves out the other scopes', async () => {
  const cwd = process.cwd();
  const bounded = ['race', 'booking', '--no-counterexamples', '--json', '--max-schedules', '1'];
  const of = async (...flags: string[]): Promise<{ kinds: readonly { scope: string }[]; scope: Scope }> =>
    JSON.parse((await runHere([...bounded, ...flags], { cwd })).out) as never;
  expect((await of()).kinds.map(({ scope }) => scope)).toEqual(['small', 'boundaries', 'medium', 'large']);
  for (const flags of [
    ['--scope', 'small'],
    ['--depth', '0'],
    ['--clients', '2'],
    ['--actors', '2'],
  ])
    expect((await of(...flags)).kinds, flags.join(' ')).toEqual([]);
});
