import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { exitOfVacuity } from '../../src/cli/ablate.ts';
import { renderVacuity } from '../../src/report/vacuity.ts';
import type { Vacuity } from '../../src/explore/vacuity.ts';

const sound: Vacuity = {
  isComplete: true,
  findings: [],
  commands: 2,
  outcomes: 5,
  byHand: ['go: gone'],
  heldByStructure: [{ name: 'INV_9', violatedWhere: 'it leaps' }],
};

function told(vacuity: Vacuity): string {
  return renderVacuity(vacuity).map(stripVTControlCharacters).join('\n');
}

test('what shows nothing is named, and the exit code is 3', () => {
  const vacuous: Vacuity = { ...sound, findings: [{ kind: 'neverRefused', of: 'go' }] };
  expect(told(vacuous)).toContain('vacuous: go is never refused');
  expect(told(vacuous)).not.toContain('None vacuous');
  expect([exitOfVacuity(vacuous), exitOfVacuity(sound)]).toEqual([3, 0]);
});

test('nothing is called sound, or held by the structure, where not all was explored', () => {
  expect(told({ ...sound, isComplete: false })).toBe('');
  expect(told(sound)).toContain('INV_9 is held by the structure, and violated where it leaps.');
  expect(told(sound)).toContain('5 outcomes occurs, 1 of them only in manual runs');
});
