import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownFindings } from '../hunt/known.ts';
import { readMeasurements } from './measurements.ts';
import { trackRecordPage } from './page.ts';

const root = join(import.meta.dirname, '../../..');
const folders = readdirSync(join(root, 'failure_modes'));
const measured = readMeasurements(join(import.meta.dirname, 'measurements.jsonl'));

test('the track record in the documents is that of the findings and measurements', () => {
  const page = readFileSync(join(root, 'docs/track-record.md'), 'utf8');
  expect(page).toBe(trackRecordPage(knownFindings, measured, folders));
});

test('each measurement is of a known finding, by its command, version and promise', () => {
  const facts = knownFindings.map(({ script, library, shownIn, command, promise }) => ({
    script,
    library,
    shownIn,
    command,
    promise,
  }));
  const shown = measured.map(({ script, library, shownIn, command, promise }) => ({
    script,
    library,
    shownIn,
    command,
    promise,
  }));
  expect(facts).toEqual(expect.arrayContaining(shown));
  expect(new Set(measured.map(({ script }) => script)).size).toBe(knownFindings.length);
});

test.each(knownFindings)('$library $shownIn: the command names a system of the finding', ({ command, systems }) => {
  const [, system = ''] = /^(?:check|race|stress) lease-(?:queue|lock) --system (\S+)/.exec(command) ?? [];
  expect(system).toMatch(systems);
});

test('a finding without a measurement is an error that names the command', () => {
  expect(() => trackRecordPage(knownFindings, [], folders)).toThrow('npm run track-record -- --measure');
});
