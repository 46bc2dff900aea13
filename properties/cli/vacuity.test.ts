import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Vacuity } from '../../src/explore/vacuity.ts';
import { renderVacuity } from '../../src/report/vacuity.ts';

const sound: Vacuity = {
  isComplete: true,
  findings: [],
  commands: 2,
  outcomes: 5,
  manualRuns: ['go: gone'],
  heldByStructure: [{ name: 'INV_9', violatedWhere: 'it leaps' }],
};

function reported(vacuity: Vacuity): string {
  return renderVacuity(vacuity).map(stripVTControlCharacters).join('\n');
}

test('a vacuous name is printed', () => {
  const vacuous: Vacuity = { ...sound, findings: [{ kind: 'neverRefused', of: 'go' }] };
  expect(reported(vacuous)).toContain('inconclusive: go is never refused');
  expect(reported(vacuous)).not.toContain('None vacuous');
});

test('nothing is called sound, or held by the structure, where not all was explored', () => {
  expect(reported({ ...sound, isComplete: false })).toBe('');
  expect(reported(sound)).toContain('INV_9 is held by the structure, and violated where it leaps.');
  expect(reported(sound)).toContain('5 outcomes occurs, 1 of them only in manual runs');
});
