import { literal } from '../../../corpus/promoted/test-text.ts';
import type { MatrixPromotion } from './matrix-promotion.ts';

const open = `const matrix = await matrixOf(scenario.subject).open();
afterAll(() => matrix.close());`;

/** `tests/repro_fmNNN.test.ts`, before formatting: reproduces the fault. */
export function matrixReproTestText({ scenario, trace, cell, told }: MatrixPromotion): string {
  const { id, title, pattern, setting, alsoIn } = scenario;
  const { breaks } = told;
  return `import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { readMatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { scenario } from '../scenario.ts';

${open}

describe(${literal(`${id}: ${title}, ${pattern} at ${setting} on ${trace.server}`)}, () => {
  test(${literal(`${breaks} in the order of the schedule, with the answers of the trace`)}, async () => {
    const trace = await readMatrixTrace(join(import.meta.dirname, '../trace.json'));
    const { subject, pattern, setting, breaks, schedule } = scenario;
    expect(trace).toMatchObject({ subject, pattern, setting, breaks });
    expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
    expect(await matrix.run(scenario, schedule)).toEqual({ steps: trace.steps, isBroken: true });
  });

  test(${literal(`${breaks} in ${cell.broken} of ${cell.interleavings} interleavings, in none with fewer statements`)}, async () => {
    const { interleavings, broken, shortest } = await matrix.cell(scenario);
    expect({ interleavings, broken }).toEqual(${literal({ interleavings: cell.interleavings, broken: cell.broken })});
    expect(shortest).toHaveLength(scenario.schedule.length);
  });
${alsoIn.length === 0 ? '' : sameElsewhere(scenario, breaks)}});
`;
}

function sameElsewhere({ setting }: MatrixPromotion['scenario'], breaks: string): string {
  return `
  test.each(scenario.alsoIn)(${literal(`%s at ${setting} ${breaks} as well`)}, async (pattern) => {
    expect((await matrix.cell({ pattern, setting: scenario.setting })).broken).toBeGreaterThan(0);
  });
`;
}

/** `tests/prevent_fmNNN.test.ts`, before formatting: runs every interleaving of each cell that prevents the violation. */
export function matrixPreventTestText({ scenario, near, told }: MatrixPromotion): string {
  const holding = near.filter(({ broken }) => broken === 0);
  const cells = holding.map(({ pattern, setting, interleavings }) => ({ pattern, setting, interleavings }));
  return `import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { scenario } from '../scenario.ts';

${open}

// Each cell differs from the scenario in the pattern alone, or in the setting alone.
describe(${literal(`${scenario.id}: ${scenario.pattern} at ${scenario.setting} ${told.breaks}`)}, () => {
  test.each(${literal(cells)})(${literal(`$pattern at $setting ${told.breaks} in none of $interleavings interleavings`)}, async ({ pattern, setting, interleavings }) => {
    const cell = await matrix.cell({ pattern, setting });
    expect(cell).toMatchObject({ interleavings, broken: 0 });
    // A cell that refuses both transactions every time would be no prevention.
    expect(cell.right).toBeGreaterThan(0);
  });
});
`;
}
