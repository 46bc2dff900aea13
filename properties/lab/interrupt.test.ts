import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import type { Interruptible, Run } from '../cli/interrupted.ts';
import { testInterruptsAtFirst, testInterruptsLater } from '../cli/interrupted.ts';
import { runLabHere } from './run-lab.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-interrupt-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const programs: readonly Interruptible[] = [
  ['simulate authority --transfers 3000', 5],
  ['matrix booking --pattern lock-the-parent', 10],
];

describe('a program of the laboratory that is interrupted', () => {
  const run: Run = (args, how) => runLabHere(args, { ...how, cwd });
  testInterruptsAtFirst(programs, run);
  testInterruptsLater(programs, run);
});
