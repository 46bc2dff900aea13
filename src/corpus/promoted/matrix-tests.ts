import type { MatrixPromotion } from './matrix-promotion.ts';
import { imports, literal } from './test-text.ts';

const open = `const matrix = await matrixOf(subjectOf(scenario.subject)).open();
afterAll(() => matrix.close());`;

/** `tests/repro_fmNNN.test.ts`, before it is laid out: the fault is real. */
export function matrixReproTestText({ scenario, trace, cell, told }: MatrixPromotion): string {
  const { id, title, pattern, setting, alsoIn } = scenario;
  const { breaks } = told;
  return `import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
${imports(['matrixOf', 'readMatrixTrace', 'subjectOf'])}

${open}

describe(${literal(`${id}: ${title}, ${pattern} at ${setting} on ${trace.server}`)}, () => {
  test(${literal(`in the order of the schedule it ${breaks}, and each statement is answered as the trace says`)}, async () => {
    const trace = await readMatrixTrace(join(import.meta.dirname, '../trace.json'));
    const { subject, pattern, setting, breaks, schedule } = scenario;
    expect(trace).toMatchObject({ subject, pattern, setting, breaks });
    expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
    expect(await matrix.run(scenario, schedule)).toEqual({ steps: trace.steps, isBroken: true });
  });

  test(${literal(`it ${breaks} in ${cell.broken} of ${cell.interleavings} interleavings, in none of them with fewer statements`)}, async () => {
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

/** `tests/prevent_fmNNN.test.ts`, before it is laid out: every interleaving of what prevents it. */
export function matrixPreventTestText({ scenario, near, told }: MatrixPromotion): string {
  const holding = near.filter(({ broken }) => broken === 0);
  const cells = holding.map(({ pattern, setting, interleavings }) => ({ pattern, setting, interleavings }));
  return `import { afterAll, describe, expect, test } from 'vitest';
${imports(['matrixOf', 'subjectOf'])}

${open}

// Each differs from the scenario in one thing: the pattern, or what it is run under.
describe(${literal(`${scenario.id}: ${scenario.pattern} at ${scenario.setting} ${told.breaks}`)}, () => {
  test.each(${literal(cells)})(${literal(`$pattern at $setting ${told.breaks} in none of $interleavings interleavings`)}, async ({ pattern, setting, interleavings }) => {
    const cell = await matrix.cell({ pattern, setting });
    expect(cell).toMatchObject({ interleavings, broken: 0 });
    // Where nobody ever got what both wanted, it would be no prevention.
    expect(cell.right).toBeGreaterThan(0);
  });
});
`;
}
