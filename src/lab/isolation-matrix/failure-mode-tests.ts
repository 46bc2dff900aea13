import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from './matrices.ts';
import { readMatrixTrace } from './matrix-trace.ts';
import type { MatrixScenario } from './scenario.ts';

/**
 * Defines the tests that reproduce a failure mode of statements: its pattern violates the invariant in the order of the
 * schedule, in as many interleavings as the scenario says, and so do the other patterns with this failure mode.
 */
export async function testMatrixRepro(scenario: MatrixScenario, testsFolder: string): Promise<void> {
  const { id, title, subject, pattern, setting, schedule, alsoIn, breaks, cell } = scenario;
  const { breaks: verb, open } = matrixOf(subject);
  const trace = await readMatrixTrace(join(testsFolder, '../trace.json'));
  const matrix = await open();
  afterAll(() => matrix.close());

  describe(`${id}: ${title}, ${pattern} at ${setting} on ${trace.server}`, () => {
    test(`${verb} in the order of the schedule, with the answers of the trace`, async () => {
      expect(trace).toMatchObject({ subject, pattern, setting, breaks });
      expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
      expect(await matrix.run(scenario, schedule)).toEqual({ steps: trace.steps, isBroken: true });
    });

    test(`${verb} in ${cell.broken} of ${cell.interleavings} interleavings, in none with fewer statements`, async () => {
      const { interleavings, broken, shortest } = await matrix.cell(scenario);
      expect({ interleavings, broken }).toEqual(cell);
      expect(shortest).toHaveLength(schedule.length);
    });

    test.each(alsoIn)(`%s at ${setting} ${verb} as well`, async (other) => {
      expect((await matrix.cell({ pattern: other, setting })).broken).toBeGreaterThan(0);
    });
  });
}

/** Defines the tests that show the prevention: no interleaving of a cell that holds violates the invariant. */
export async function testMatrixPrevention({ id, subject, pattern, setting, heldIn }: MatrixScenario): Promise<void> {
  const { breaks: verb, open } = matrixOf(subject);
  const matrix = await open();
  afterAll(() => matrix.close());

  // Each cell differs from the scenario in the pattern alone, or in the setting alone.
  describe(`${id}: ${pattern} at ${setting} ${verb}`, () => {
    test.each(heldIn)(
      `$pattern at $setting ${verb} in none of $interleavings interleavings`,
      async ({ interleavings, ...place }) => {
        const cell = await matrix.cell(place);
        expect(cell).toMatchObject({ interleavings, broken: 0 });
        // A cell that refuses both transactions every time would be no prevention.
        expect(cell.right).toBeGreaterThan(0);
      },
    );
  });
}
