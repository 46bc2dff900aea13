import { describe, expect, test } from 'vitest';
import { prepareRefresh } from '../../src/check/prepare-failure-mode.ts';
import type { RunFailureMode } from '../../src/corpus/failure-modes.ts';
import { specText } from '../../src/corpus/promoted/spec.ts';
import { specificationTexts } from '../../src/report/specification-texts.ts';
import { aTrace } from '../corpus/traces.ts';
import { counterSubject, counterSystem } from './counter.ts';

const commands = [{ type: 'up' }, { type: 'up' }] as const;
const bug: RunFailureMode = {
  id: 'FM_099',
  folder: 'FM_099_skipped',
  title: 'Skipped',
  subject: 'counter',
  foundBy: 'a test',
  without: [],
  scope: { most: 10 },
  commands,
  breaks: { during: [], settled: [], onSystem: { system: 'plain', name: 'view.value' } },
  violations: [],
  prevention: { by: 'fix', isFixed: false, onSystem: { further: 1, atLeast: 1 } },
};
const trace = aTrace({
  policies: { floor: true },
  commands,
  violation: { kind: 'divergence', name: 'view.value', at: 1 },
});
const options = { texts: specificationTexts };
const correct = counterSubject(counterSystem);
const skipping = counterSubject(() => counterSystem((value) => (value === 2 ? 3 : value)));

describe('the refresh of a failure mode without a policy', () => {
  test.each([
    ['keeps an open bug open', skipping, false],
    ['keeps a bug open that is fixed and not marked as fixed', correct, false],
    ['keeps a fixed bug fixed', correct, true],
  ])('%s', async (_, subject, isFixed) => {
    const mode = { ...bug, prevention: { ...bug.prevention, isFixed } } as RunFailureMode;
    const { scenario, systems } = await prepareRefresh(subject, mode, trace, options);
    expect(scenario.prevention).toEqual({ by: 'fix', isFixed, onSystem: { further: 2, atLeast: 20 } });
    expect([scenario.breaks, systems]).toEqual([bug.breaks, ['plain']]);
  });

  test('describes a fixed bug as fixed', async () => {
    const mode = { ...bug, prevention: { ...bug.prevention, isFixed: true } } as RunFailureMode;
    const spec = specText(await prepareRefresh(correct, mode, trace, options));
    expect(spec).toContain('No policy prevents this: the code is fixed.');
    expect(spec).toContain('states the correct behaviour, which plain has had since the bug was fixed.');
    expect(spec).not.toMatch(/expected to fail|open until/);
  });
});
