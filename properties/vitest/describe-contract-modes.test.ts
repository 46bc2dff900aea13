import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { prepareFailureMode, prepareRefresh } from '../../src/check/prepare-failure-mode.ts';
import type { FailureModeContents } from '../../src/corpus/promoted/contents.ts';
import { raceTraceText } from '../../src/corpus/race-trace.ts';
import { traceText } from '../../src/corpus/trace-text.ts';
import { prepareRaceMode } from '../../src/race/prepare-race-mode.ts';
import { raceSpecificationTexts } from '../../src/report/race-specification.ts';
import { specificationTexts } from '../../src/report/specification-texts.ts';
import { describeFailureModes } from '../../src/vitest/index.ts';
import { testPrevention } from '../../src/vitest/prevention.ts';
import { testRepro } from '../../src/vitest/repro.ts';
import { givenTwice, twoDispensers } from '../check/contract/two-dispensers.ts';
import { foundInShow } from '../race/found-in-show.ts';
import { toyDispenser } from '../race/toy-dispenser.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-contract-modes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const url = (path: string): string => pathToFileURL(join(import.meta.dirname, path)).href;
writeFileSync(
  join(folder, 'faultbook.config.ts'),
  `import { toyDispenser } from '${url('../race/toy-dispenser.ts')}';
   import { twoDispensers } from '${url('../check/contract/two-dispensers.ts')}';
   export default { subjects: [{ ...toyDispenser, name: 'raced' }, twoDispensers] };`,
);

/** Writes a failure mode, without its tests. */
function writeMode(name: string, scenario: object, trace: string): void {
  const own = join(folder, 'modes', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'trace.json'), trace);
  writeFileSync(join(own, 'scenario.ts'), `export const scenario = ${JSON.stringify(scenario)};`);
}

function modeOf(number: string, fixedOn?: string): Promise<FailureModeContents> {
  const naming = { id: `FM_${number}`, folder: `FM_${number}_given_twice`, title: 'Given twice' };
  return prepareFailureMode(twoDispensers, givenTwice, naming, { texts: specificationTexts, fixedOn });
}

const prevented = await modeOf('001', 'mended');
writeMode('FM_001_given_twice', prevented.scenario, traceText(givenTwice));
const open = await modeOf('002');
const mended = { ...givenTwice, system: 'mended' };
const onMended = { ...open.scenario.breaks, onSystem: { system: 'mended', name: 'once' } };
writeMode('FM_002_given_twice', { ...open.scenario, breaks: onMended }, traceText(mended));
const raced = { ...(await foundInShow(toyDispenser)), subject: 'raced' };
const race = await prepareRaceMode(
  { ...toyDispenser, name: 'raced' },
  raced,
  { id: 'FM_003', folder: 'FM_003_raced', title: 'Raced' },
  { texts: raceSpecificationTexts, fixedOn: 'mended' },
);
writeMode('FM_003_raced', race.scenario, raceTraceText(raced));

describeFailureModes(join(folder, 'modes'));

test('a contract has a regression test, or tests of the fault and of the fix', ({ task }) => {
  const [described] = task.file.tasks;
  const suites = described?.type === 'suite' ? described.tasks : [];
  const names = suites.flatMap((suite) =>
    suite.type === 'suite' ? [suite.name, suite.tasks.map((one) => one.name)] : [],
  );
  expect(names.flat()).toEqual([
    'FM_001: Given twice, in the two-dispensers as shipped',
    'on memory the commands end in once',
    'the trace has the same commands',
    'FM_001: on mended',
    'on mended the commands do not end in once',
    'on mended no run within one command of the scenario ends in once',
    'FM_002: Given twice, in the two-dispensers as shipped',
    'on mended the commands do not end in once',
    'on mended no run within one command of the scenario ends in once',
    'the trace has the same commands',
    'FM_003: Raced, in the raced as shipped',
    'on app the race is wrong in the schedule of the trace',
    'the trace has the same race',
    'FM_003: on mended',
    'on mended no schedule with at most one preemption is wrong',
  ]);
});

test.each([
  ['testRepro', testRepro],
  ['testPrevention', testPrevention],
])('%s refuses a bug that no system has mended', async (_, define) => {
  const tests = join(folder, 'modes/FM_002_given_twice/tests');
  await expect(define(open.scenario, tests)).rejects.toThrow(
    'no system has the fix of FM_002: testRegression defines its test',
  );
});

test('the specification shows the answers of the system, also once refreshed', async () => {
  expect(open.texts.ofContract).toBe('once, on memory: A number is not given twice.');
  expect(open.texts.sequence).toContain('  Note over L4: c1.1: nothing → 0');
  const { scenario, folder: name } = prevented;
  const mode = { ...scenario, folder: name };
  const refreshed = await prepareRefresh(twoDispensers, mode, givenTwice, { texts: specificationTexts });
  expect(refreshed).toEqual(prevented);
});
