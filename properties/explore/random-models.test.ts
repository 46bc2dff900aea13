import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { sameJson } from '../../src/kernel/json.ts';
import type { ViolatingRun } from '../../src/kernel/run.ts';
import { fewestFaults, ordersFrom, truthOf, violatedAcross, violatedAfter, violatedIn } from './brute-force.ts';
import type { ModelTable, Move } from './random-models.ts';
import { modelOfTable, modelTables } from './random-models.ts';

test('an exploration of a random model says what brute force says', async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(modelTables(8), async (table) => {
    const found = await explore(modelOfTable(table));
    const truth = truthOf(table);
    expect({
      statesPerDepth: found.statesPerDepth,
      generatedStates: found.generatedStates,
      outcomes: found.outcomes,
      violations: Object.fromEntries(
        found.violations.map(({ violation, commands }) => [violation.name, commands.length]),
      ),
      longestRecovery: found.longestRecovery,
    }).toEqual(truth);
    expect(found.distinctStates).toBe(truth.statesPerDepth.reduce((sum, states) => sum + states));
    expect(found).toMatchObject({ depth: truth.statesPerDepth.length, isComplete: true });
    for (const run of found.violations) {
      expect([run, isShown(table, run)]).toEqual([run, true]);
      seen.add(`${run.violation.kind} ${Math.min(run.commands.length, 3)}`);
    }
  });
  await fc.assert(property, { numRuns: 600, seed: 1 });
  // The models are not all alike: each kind of violation occurs at once, and later.
  expect([...seen].toSorted()).toEqual(
    ['endless', 'invariant', 'settled'].flatMap((kind) => [0, 1, 2, 3].map((length) => `${kind} ${length}`)),
  );
});

/** Whether the run consists of enabled commands, with as few faults as any, and ends in the violation, or its recovery does. */
function isShown(table: ModelTable, run: ViolatingRun<Move>): boolean {
  const { violation, commands, recovery = [] } = run;
  const { kind, name, at: shownAt } = violation;
  const { length } = commands;
  const places = [0, ...commands.map(({ to }) => to)];
  const isRun = commands.every((command, at) =>
    table.commands[places[at] ?? -1]?.some((one) => sameJson(one, command)),
  );
  const faults = commands.filter(({ fault }) => fault !== undefined).length;
  if (!isRun || shownAt !== (kind === 'invariant' ? Math.max(0, length - 1) : length)) return false;
  if (faults !== fewestFaults(table, name, length)) return false;
  const [last = -1, before = -1] = places.toReversed();
  if (kind === 'invariant')
    return recovery.length === 0 && [...violatedIn(table, last), ...violatedAcross(table, before, last)].includes(name);
  const order = ordersFrom(table, last).find(({ moves }) => sameJson(moves, recovery));
  if (order === undefined) return false;
  if (kind === 'endless') return order.end === null || recovery.length > (table.longestRecovery ?? Infinity);
  return order.end !== null && violatedAfter({ ...table, longestRecovery: null }, order.end).includes(name);
}
