import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  breaksOf,
  policiesWithout,
  readTrace,
  replay,
  restrictTo,
  runToViolation,
  setUp,
  subjectOf,
} from '../../../src/index.ts';
import { scenario } from '../scenario.ts';

const subject = subjectOf(scenario.subject);
const policies = policiesWithout(subject, scenario.without);
const { scope, commands } = scenario;

describe('FM_009: Renewal race, in the queue without renewInTime', () => {
  test('the model violates exactly INV_012', () => {
    const broken = breaksOf(subject.model(policies, scope), commands);
    expect(broken).toEqual({ during: ['INV_012'], settled: [] });
  });

  describe.each(subject.systems)('on $name', ({ name: system }) => {
    const pair = setUp(subject, { system, policies, scope });

    test.each([{ kind: 'invariant', name: 'INV_012', at: 3, side: 'both' }] as const)(
      '$name is violated ($kind), after command $at',
      async (violation) => {
        expect((await runToViolation(restrictTo(pair, violation), commands))?.violation).toMatchObject(violation);
      },
    );
  });

  test('the trace has the same commands, and sqlite reproduces its violation', async () => {
    const trace = await readTrace(join(import.meta.dirname, '../trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, policies, scope, commands });
    expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
  });
});
