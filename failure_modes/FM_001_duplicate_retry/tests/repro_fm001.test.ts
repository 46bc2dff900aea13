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

describe('FM_001: Duplicate retry, in the queue without commitBoundary', () => {
  test('the model violates exactly INV_001, and INV_002 and INV_010 after recovery', () => {
    const broken = breaksOf(subject.model(policies, scope), commands);
    expect(broken).toEqual({ during: ['INV_001'], settled: ['INV_002', 'INV_010'] });
  });

  describe.each(subject.systems)('on $name', ({ name: system }) => {
    const pair = setUp(subject, { system, policies, scope });

    test.each([
      { kind: 'invariant', name: 'INV_001', at: 5, side: 'both' },
      { kind: 'settled', name: 'INV_002', at: 6, side: 'both' },
      { kind: 'settled', name: 'INV_010', at: 6, side: 'both' },
    ] as const)('$name is violated ($kind), after command $at', async (violation) => {
      expect((await runToViolation(restrictTo(pair, violation), commands))?.violation).toMatchObject(violation);
    });
  });

  test('the trace has the same commands, and sqlite reproduces its violation', async () => {
    const trace = await readTrace(join(import.meta.dirname, '../trace.json'));
    expect(trace).toMatchObject({ subject: subject.name, policies, scope, commands });
    expect(await replay(subject, trace)).toMatchObject({ verdict: 'reproduced' });
  });
});
