import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareRefresh } from '../src/check/prepare-failure-mode.ts';
import { readRaceTrace } from '../src/corpus/any-trace.ts';
import type { RaceFailureMode, RunFailureMode } from '../src/corpus/failure-modes.ts';
import { failureModeIndex, racesAmong, readFailureModes, runsAmong } from '../src/corpus/failure-modes.ts';
import { filesOf } from '../src/corpus/promoted/files.ts';
import { formatFiles } from '../src/corpus/promoted/format.ts';
import { importsInClone } from '../src/corpus/promoted/imports.ts';
import { filesOfRace } from '../src/corpus/promoted/race-files.ts';
import { refreshed } from '../src/corpus/promoted/spec.ts';
import { readTrace } from '../src/corpus/trace.ts';
import { prepareRaceMode, replayToday } from '../src/race/prepare-race-mode.ts';
import { raceSpecificationTexts } from '../src/report/race-specification.ts';
import { specificationTexts } from '../src/report/specification-texts.ts';
import { readSubject } from '../src/vitest/failure-mode.ts';

/*
 * Writes every failure mode once more, as `promote` would today, out of its scenario and its trace: after a policy or a
 * field of the state has been added. What a person has written in the specification stays.
 */
type Files = ReadonlyMap<string, string>;

const root = join(import.meta.dirname, '../failure_modes');
const wanted = process.argv.slice(2);
const modes = await readFailureModes(root);
const unknown = wanted.filter((number) => modes.every(({ id }) => id !== `FM_${number}`));
if (unknown.length > 0) {
  console.error(`refresh: there is no failure mode ${unknown.join(', ')}; give its three digits, such as 001`);
  process.exit(2);
}
const written = [
  ...runsAmong(modes).map((mode) => ({ mode, write: () => ofCommands(mode) })),
  ...racesAmong(modes).map((mode) => ({ mode, write: () => ofRace(mode) })),
];
for (const { mode, write } of written) {
  const { folder, id } = mode;
  if (wanted.length > 0 && !wanted.includes(id.slice('FM_'.length))) continue;
  const files = await formatFiles(await write(), join(root, '../.oxfmtrc.json'));
  for (const [path, text] of files) {
    const target = join(root, folder, path);
    writeFileSync(target, path === 'spec.md' ? refreshed(readFileSync(target, 'utf8'), text) : text);
  }
  console.log(`${folder} is as promote writes it`);
}
writeFileSync(join(root, '../docs/failure_mode_index.md'), failureModeIndex(await readFailureModes(root)));

async function ofCommands(mode: RunFailureMode): Promise<Files> {
  const read = await readTrace(join(root, mode.folder, 'trace.json'));
  const subject = await readSubject(mode, join(root, mode.folder, 'tests'));
  const contents = await prepareRefresh(subject, mode, read, { texts: specificationTexts });
  return filesOf(contents, importsInClone);
}

/** The race is run once more, so that the trace has what its statements are answered today. */
async function ofRace(mode: RaceFailureMode): Promise<Files> {
  const { folder, subjectFile } = mode;
  const subject = await readSubject(mode, join(root, folder, 'tests'));
  const read = await readRaceTrace(join(root, folder, 'trace.json'));
  const today = await replayToday(subject, read, { label: folder });
  const contents = await prepareRaceMode(subject, today, mode, { texts: raceSpecificationTexts, subjectFile });
  return filesOfRace(contents, importsInClone, 'failure_modes');
}
