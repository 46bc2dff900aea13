import { describe, expect, test } from 'vitest';
import { prepareRefresh } from '../../src/check/prepare-failure-mode.ts';
import type { RunFailureMode } from '../../src/corpus/failure-modes.ts';
import { commandsFor, importsInClone, importsOfPackage } from '../../src/corpus/promoted/imports.ts';
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
  prevention: { by: 'fix', onSystem: { further: 1, atLeast: 1 } },
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
    ['open', skipping],
    ['mended', correct],
  ])('keeps a bug a bug that is %s', async (_, subject) => {
    const { scenario, systems } = await prepareRefresh(subject, bug, trace, options);
    expect(scenario.prevention).toEqual({ by: 'fix', onSystem: { further: 2, atLeast: 20 } });
    expect([scenario.breaks, systems]).toEqual([bug.breaks, ['plain']]);
  });

  test.each([
    [importsInClone, 'npm run test:fm -- 099', 'npm run faultbook -- replay kept/FM_099_x/trace.json --recheck'],
    [importsOfPackage, 'npx vitest run kept/FM_099_x', 'npx faultbook replay kept/FM_099_x/trace.json --recheck'],
  ])('names the commands of a project with the imports %o', async (imports, runTests, recheck) => {
    const certificate = { kind: 'minimal', exploredDepth: 1, states: 3, digest: '0f' } as const;
    const contents = await prepareRefresh(correct, bug, { ...trace, certificate }, options);
    const spec = specText(contents, commandsFor(imports, 'kept/FM_099_x', '099'));
    expect([spec.includes(`\n\`${runTests}\``), spec.includes(`. \`${recheck}\` repeats`)]).toEqual([true, true]);
  });

  test('describes the regression test of the bug', async () => {
    const spec = specText(
      await prepareRefresh(correct, bug, trace, options),
      commandsFor(importsInClone, 'FM_099', '099'),
    );
    expect(spec).toContain('No policy prevents this: it is a bug, which a change of the code mends.');
    expect(spec).toContain(
      '- `tests/regression_fm099.test.ts`: states the correct behaviour of plain, in the scenario and',
    );
    expect(spec).toContain('Which change of the code mends the bug, and where?');
    expect(spec).not.toMatch(/repro_fm|prevent_fm|the policy/);
  });
});
