import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { ShortestViolation } from '../../src/explore/result.ts';
import { fewestFaults, ordersFrom, truthOf, violatedAcross, violatedIn } from './brute-force.ts';
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
      violations: Object.fromEntries(found.violations.map(({ name, length }) => [name, length])),
      longestRecovery: found.longestRecovery,
    }).toEqual(truth);
    expect(found.distinctStates).toBe(truth.statesPerDepth.reduce((sum, states) => sum + states));
    expect(found).toMatchObject({ depth: truth.statesPerDepth.length, isComplete: true });
    for (const violation of found.violations) {
      expectShown(table, violation);
      seen.add(`${violation.kind} ${Math.min(violation.length, 3)}`);
    }
  });
  await fc.assert(property, { numRuns: 1_000, seed: 1 });
  // The models are not all alike: each kind of violation occurs at once, and later.
  expect([...seen].toSorted()).toEqual(
    ['endless', 'invariant', 'settled'].flatMap((kind) => [0, 1, 2, 3].map((length) => `${kind} ${length}`)),
  );
});

/** The run consists of enabled commands, has the fewest faults, and ends in the violation, or its recovery does. */
function expectShown(table: ModelTable, { kind, name, length, commands, recovery }: ShortestViolation<Move>): void {
  expect(commands).toHaveLength(length);
  let [last, at] = [-1, 0];
  for (const command of commands) {
    expect(table.commands[at]).toContainEqual(command);
    [last, at] = [at, command.to];
  }
  expect(commands.filter(({ fault }) => fault !== undefined)).toHaveLength(fewestFaults(table, name, length));
  if (kind === 'invariant') {
    expect(recovery).toEqual([]);
    expect([...violatedIn(table, at), ...(last < 0 ? [] : violatedAcross(table, last, at))]).toContain(name);
    return;
  }
  const order = ordersFrom(table, at).find(({ moves }) => JSON.stringify(moves) === JSON.stringify(recovery));
  if (kind === 'settled') expect(table.violatingEnds[Number(name.slice(1))]).toContain(order?.end);
  else expect(order?.end === null || recovery.length > (table.longestRecovery ?? Infinity)).toBe(true);
}
