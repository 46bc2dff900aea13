import { expect, test } from 'vitest';
import type { RacesReport } from '../../../../src/race/explore-races.ts';
import { exploreRaces } from '../../../../src/race/explore-races.ts';
import { onStage } from '../../../../src/race/on-stage.ts';
import { racedPrograms } from './bugs.ts';
import type { RacedProgram } from './program.ts';
import { subjectOf } from './program.ts';

function raced(program: RacedProgram, how: 'faulty' | 'mended', isCut = program.isCut === true): Promise<RacesReport> {
  const setup = {
    policies: {},
    scope: {},
    system: how,
    ...(isCut && { strikes: { most: 1, kinds: ['cut' as const] } }),
  };
  const { atOnce } = program;
  return onStage(subjectOf(program, how), setup, (where) => exploreRaces(where, { depth: 0, atOnce, preemptions: 1 }));
}

test.each(racedPrograms.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
  const { found, schedules, notCounted } = await raced(program, 'faulty');
  expect(notCounted).toEqual({});
  expect(found?.violation.kind).toBe('notLinearizable');
  expect({ schedules, steps: found?.run.steps.length }).toEqual(program.shortest);
  expect(await raced(program, 'mended')).toMatchObject({ found: null, notCounted: {}, isWhole: true });
});

test.each(racedPrograms.filter(({ isCut }) => isCut === true).map((program) => [program.name, program] as const))(
  'without a cut no race shows it: %s',
  async (_name, program) => {
    expect(await raced(program, 'faulty', false)).toMatchObject({ found: null, notCounted: {} });
  },
);

test('two sessions do not show the bugs that need three', async () => {
  for (const program of racedPrograms.filter(({ atOnce }) => atOnce === 3)) {
    const pairs = await raced({ ...program, atOnce: 2 }, 'faulty');
    expect(pairs).toMatchObject({ found: null, notCounted: {} });
  }
});
