import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { matrixOf } from '../../../src/lab/isolation-matrix/matrices.ts';
import { readMatrixTrace } from '../../../src/lab/isolation-matrix/matrix-trace.ts';
import { scenario } from '../scenario.ts';

const matrix = await matrixOf(scenario.subject).open();
afterAll(() => matrix.close());

describe('FM_106: Write skew under snapshot isolation, check then insert at REPEATABLE READ on Postgres', () => {
  test('overbooks in the order of the schedule, with the answers of the trace', async () => {
    const trace = await readMatrixTrace(join(import.meta.dirname, '../trace.json'));
    const { subject, pattern, setting, breaks, schedule } = scenario;
    expect(trace).toMatchObject({ subject, pattern, setting, breaks });
    expect(trace.steps.map(({ who }) => who)).toEqual(schedule);
    expect(await matrix.run(scenario, schedule)).toEqual({ steps: trace.steps, isBroken: true });
  });

  test('overbooks in 18 of 20 interleavings, in none with fewer statements', async () => {
    const { interleavings, broken, shortest } = await matrix.cell(scenario);
    expect({ interleavings, broken }).toEqual({ interleavings: 20, broken: 18 });
    expect(shortest).toHaveLength(scenario.schedule.length);
  });

  test.each(scenario.alsoIn)('%s at REPEATABLE READ overbooks as well', async (pattern) => {
    expect((await matrix.cell({ pattern, setting: scenario.setting })).broken).toBeGreaterThan(0);
  });
});
