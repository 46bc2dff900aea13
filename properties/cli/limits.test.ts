import { test } from 'vitest';
import { defaultMaxStates, mostDrives } from '../../src/check/check.ts';
import { mostExplored } from '../../src/cli/check.ts';
import { mostDrawn } from '../../src/cli/dot.ts';
import { formatNumber } from '../../src/report/numbers.ts';
import { expectQuoted } from '../quoted.ts';

test.each([
  [`up to ${formatNumber(defaultMaxStates)} states are explored for a shorter run`],
  [`Up to ${formatNumber(mostDrives)} runs, a run for each step`],
  [`A graph of more than ${formatNumber(mostDrawn)} states is refused`],
  [`More than ${formatNumber(mostExplored)} states are refused.`],
])('docs/00_scope.md has the limit of the code: %s', (text) => {
  expectQuoted('docs/00_scope.md', text);
});
