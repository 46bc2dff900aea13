import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Driven } from '../../src/explore/drive.ts';
import { driveEdges } from '../../src/explore/drive.ts';
import { stepOnCopy } from '../../src/kernel/execute.ts';
import type { Command, Model, Outcome, System } from '../../src/kernel/model.ts';
import type { Observation } from '../../src/kernel/observation.ts';
import type { Choice, OpenTableModel } from './open-models.ts';
import { movesOf, openModelOfTable } from './open-models.ts';
import type { ModelTable, Move, TableState, TableView } from './random-models.ts';
import { modelOfTable, modelTables } from './random-models.ts';

/** The move that a system makes where it has these; `count`: the commands so far, over all runs. */
type Chooser = (moves: readonly Move[], at: number, count: number) => Move | undefined;

type OpenSystem = System<Choice, Outcome, TableView>;

/** Opens systems that make the moves of a table as the chooser says. */
function systemsOf(
  table: ModelTable,
  choose: Chooser,
  { observe, observeOutcome }: Observation<TableView, Outcome>,
): () => Promise<OpenSystem> {
  // What a system shows is compared as JSON.
  const shown = (outcome: Outcome): Outcome => (observeOutcome?.(outcome) ?? outcome) as Outcome;
  const closed = modelOfTable(table);
  let count = 0;
  return async () => {
    let state: TableState = closed.initial;
    return {
      async perform(command: Command) {
        const move = choose(movesOf(table, state.at, command), state.at, (count += 1));
        if (move === undefined) return shown({ type: 'nothing' });
        const ending = stepOnCopy(closed, state, move);
        ({ state } = ending);
        return shown(ending.outcome);
      },
      view: async () => (observe?.(closed.view(state)) ?? closed.view(state)) as TableView,
      close: async () => undefined,
    };
  };
}

async function drive(
  table: ModelTable,
  choose: Chooser,
  observation: Observation<TableView, Outcome> = {},
): Promise<Driven> {
  const model: OpenTableModel = openModelOfTable(table);
  return driveEdges({ model, open: systemsOf(table, choose, observation), observation }, { maxStates: 100 });
}

const empty = { violatingStates: [], violatingSteps: [], violatingEnds: [], longestRecovery: null };

function tableOf(...commands: readonly (readonly Move[])[]): ModelTable {
  return { ...empty, commands, recoveries: commands.map(() => []) };
}

function go(to: number): Move {
  return { type: 'go', to };
}

/** From 0 to 1 or 2, and from both back to 0. */
const fork = tableOf([go(1), go(2)], [go(0)], [go(0)]);

const first: Chooser = (moves) => moves[0];
const inTurn: Chooser = (moves, _at, count) => moves[(count >> 1) % moves.length];

describe('a drive of a model whose commands have several endings follows the system', () => {
  test('and counts the endings that a system never chose, with what lies behind', async () => {
    const driven = await drive(fork, first);
    expect(driven).toMatchObject({
      states: 3,
      edges: 4,
      drivenEdges: 2,
      neverChosen: 1,
      isWhole: true,
      violations: [],
    });
  });

  test('and drives all of them on a system that chooses each of them', async () => {
    const driven = await drive(fork, inTurn);
    expect(driven).toMatchObject({ edges: 4, drivenEdges: 4, neverChosen: 0, isWhole: true, violations: [] });
  });

  test('and finds an answer that is no ending, with the outcomes as they came', async () => {
    const wrong: Chooser = (moves, at) => (at === 2 ? go(1) : moves.at(-1));
    const driven = await drive(fork, wrong);
    expect(driven.violations[0]).toEqual({
      violation: expect.objectContaining({ kind: 'divergence', at: 1 }),
      commands: [{ type: 'go' }, { type: 'go' }],
      outcomes: ['outcome 2', 'outcome 2'],
    });
  });

  test('and tells endings apart that lead to one state by their outcomes', async () => {
    const model: Model<{ at: number }, Command, Outcome, { at: number }> = {
      ...openModelOfTable(tableOf([])),
      initial: { at: 0 },
      commands: () => [{ type: 'ask' }],
      step: () => ({ type: 'yes' }),
      endings: (state) => ['yes', 'no'].map((type) => ({ state, outcome: { type } })),
      view: ({ at }) => ({ at }),
      recovery: () => [],
    };
    const open = async (): Promise<System<Command, Outcome, { at: number }>> => ({
      perform: async () => ({ type: 'yes' }),
      view: async () => ({ at: 0 }),
      close: async () => undefined,
    });
    expect(await driveEdges({ model, open }, { maxStates: 10 })).toMatchObject({ drivenEdges: 1, neverChosen: 1 });
  });

  test('and goes on from every state that the view leaves possible', async () => {
    // From 1 and from 2, which look alike, the command of 0 has another outcome.
    const blind: Observation<TableView, Outcome> = { observe: ({ at }) => at > 0, observeOutcome: () => 'done' };
    const driven = await drive(fork, inTurn, blind);
    expect(driven).toMatchObject({ violations: [], isWhole: true });
    const stuck: Chooser = (moves, at) => (at === 0 ? moves[0] : go(1));
    expect((await drive(fork, stuck, blind)).violations).not.toEqual([]);
  });
});

/** The same choice each time. */
function always(seed: number): Chooser {
  return (moves, at) => moves[(at * 7 + seed) % Math.max(1, moves.length)];
}

/** By brute force: of the states that a system reaches by these choices, every command and the ending that it takes. */
function edgesTaken(table: ModelTable, choose: Chooser): { readonly driven: number; readonly missed: number } {
  const model = openModelOfTable(table);
  const reached = [0];
  let [driven, missed] = [0, 0];
  for (const at of reached) {
    const state = at === 0 ? model.initial : stepOnCopy(modelOfTable(table), model.initial, go(at)).state;
    for (const command of model.commands(state)) {
      const moves = movesOf(table, at, command);
      driven += 1;
      missed += moves.length - 1;
      const to = choose(moves, at, 0)?.to ?? at;
      if (!reached.includes(to)) reached.push(to);
    }
  }
  return { driven, missed };
}

describe('on random models', () => {
  test('a drive takes every command of every state that the choices of a system reach', async () => {
    let isMissed = 0;
    const property = fc.asyncProperty(modelTables(7), fc.nat(50), async (table, seed) => {
      const truth = edgesTaken(table, always(seed));
      const driven = await drive(table, always(seed));
      expect(driven).toMatchObject({ violations: [], isWhole: true, drivenEdges: truth.driven });
      expect(driven.neverChosen).toBe(truth.missed);
      if (truth.missed > 0) isMissed += 1;
    });
    await fc.assert(property, { numRuns: 200, seed: 3 });
    expect(isMissed).toBeGreaterThan(50);
  });

  test('a drive of a system that does as the model says has no violation, and ends', async () => {
    const parity: Observation<TableView, Outcome> = { observe: ({ at }) => at % 2 };
    const property = fc.asyncProperty(modelTables(7), fc.boolean(), async (table, isBlind) => {
      const driven = await drive(table, inTurn, isBlind ? parity : undefined);
      expect(driven).toMatchObject({ violations: [], isWhole: true });
      expect(driven.drivenEdges + driven.neverChosen).toBeLessThanOrEqual(driven.edges);
    });
    await fc.assert(property, { numRuns: 200, seed: 4 });
  });

  test('a wrong answer is found wherever the choices of a system lead to it', async () => {
    let found = 0;
    const property = fc.asyncProperty(modelTables(6), fc.nat(50), fc.nat(5), async (table, seed, bad) => {
      let isShown = false;
      const choose: Chooser = (moves, at, count) => {
        if (at !== bad || moves.length === 0) return always(seed)(moves, at, count);
        isShown = true;
        return go(moves.length > 5 ? 0 : 5 + at);
      };
      const { violations } = await drive(table, choose);
      expect(violations.length > 0).toBe(isShown);
      if (isShown) found += 1;
    });
    await fc.assert(property, { numRuns: 200, seed: 5 });
    expect(found).toBeGreaterThan(50);
  });
});
