import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allPolicies, check, programSystem } from '../../src/index.ts';
import type { QueueCommand, QueuePolicies } from '../../src/subjects/queue/index.ts';
import { queueOnTable } from './subject.ts';

const scope = { workers: 2, jobs: 2, faults: 2, attempts: 3, inFlight: 0, retries: 0 };
const view = { type: 'view' };
const at = (file: string): string => join(import.meta.dirname, file);
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('the program in Python is not run: python3 is not installed');

const programs = [
  { language: 'Node', command: process.execPath, args: [at('table-program.ts')] },
  ...(hasPython ? [{ language: 'Python', command: 'python3', args: [at('table.py')] }] : []),
];

function checkProgram(program: { readonly command: string; readonly args: readonly string[] }, runs: number) {
  const subject = queueOnTable(programSystem<QueueCommand>({ ...program, view, begin: { type: 'begin' } }));
  const policies = allPolicies(subject) as QueuePolicies;
  return check(subject, { system: 'table', policies, scope, runs, length: 15, seed: 1, maxStates: 1_000 });
}

describe('the table as a program', () => {
  test.each(programs)('in $language does what a queue must do', async (program) => {
    expect(await checkProgram(program, 30)).toMatchObject({ verdict: 'holds', runs: 30 });
  });

  test.runIf(hasPython)('in Python that hands out what is held is found out, and the run is minimised', async () => {
    const { verdict, counterexample } = await checkProgram(
      { command: 'python3', args: [at('table.py'), '--forgets-leases'] },
      40,
    );
    expect(verdict).toBe('violated');
    expect(counterexample?.violation).toMatchObject({ name: 'outcome of lease', side: 'system' });
    expect(counterexample?.commands.map(({ type }) => type)).toEqual(['submit', 'lease', 'lease']);
  });
});
