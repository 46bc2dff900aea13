import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RaceTrace } from '../../src/corpus/race-trace.ts';
import { prepareRaceMode, replayToday } from '../../src/race/prepare-race-mode.ts';
import { promoteRace } from '../../src/race/promote-race.ts';
import { raceSpecificationTexts } from '../../src/report/race-specification.ts';
import { foundInShow } from './found-in-show.ts';
import { toyDispenser } from './toy-dispenser.ts';
import { toyShow } from './toy-show.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultbook-promote-contract-'));
afterAll(() => rmSync(folder, { recursive: true }));
const trace = await foundInShow(toyDispenser);
const naming = { id: 'FM_301', folder: 'FM_301_given_twice', title: 'Given twice' };
const texts = raceSpecificationTexts;

function promoted(found: RaceTrace, fixedOn: string, subject = toyDispenser): Promise<unknown> {
  const where = { failureModes: join(folder, 'modes'), index: null, formatting: null };
  const imports = { library: 'faultbook', tests: 'faultbook/vitest' };
  return promoteRace(subject, found, { ...where, imports, texts, fixedOn, name: 'given_twice', label: 'x.json' });
}

describe('the race of a contract as a failure mode', () => {
  test('names its promise, and is a bug where no system is named that has the fix', async () => {
    expect(trace.violation).toMatchObject({ kind: 'notLinearizable', promise: 'once' });
    const { scenario } = await prepareRaceMode(toyDispenser, trace, naming, { texts });
    expect(scenario).toMatchObject({ violation: 'notLinearizable', promise: 'once', prevention: { by: 'fix' } });
  });

  test('has a test of the fix where every schedule is right on the system that is named', async () => {
    const { scenario } = await prepareRaceMode(toyDispenser, trace, naming, { texts, fixedOn: 'mended' });
    expect(scenario).toMatchObject({ system: 'app', prevention: { by: 'system', system: 'mended', preemptions: 1 } });
  });

  test.each([
    ['the same system', 'app', 'the finding is of app: --fixed-on names another system'],
    ['a system that there is not', 'none', "dispenser has no system 'none'; its systems are app, unlocked, mended"],
    ['a system with the bug', 'unlocked', 'unlocked shows once as well: --fixed-on names a system that has the fix'],
  ])('is not promoted with %s as the one that has the fix', async (_, fixedOn, message) => {
    await expect(promoted(trace, fixedOn)).rejects.toThrow(message);
  });

  test('is not promoted where another promise is broken today', async () => {
    const other = { ...trace, violation: { ...trace.violation, promise: 'shownOut' } };
    await expect(replayToday(toyDispenser, other, { label: 'x.json' })).rejects.toThrow(
      'x.json does not show shownOut on app any more: there is nothing to promote',
    );
  });

  test('has no system with the fix where the subject has a model', async () => {
    const ofModel = await foundInShow(toyShow);
    await expect(promoted(ofModel, 'mended', toyShow)).rejects.toThrow(
      'toy-show has a model: --fixed-on names a system',
    );
  });
});
