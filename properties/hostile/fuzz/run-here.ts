import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll } from 'vitest';
import { printable } from '../../../src/kernel/printable.ts';
import { runHere } from '../../cli/in-process.ts';
import { runLabHere } from '../../lab/run-lab.ts';
import type { Attempt } from './attempt.ts';
import { makeFiles, withoutServers } from './attempt.ts';
import { assertHarmless } from './harmless.ts';

/** A command is interrupted then, in milliseconds: what attempts look for shows itself soon. */
const longestMs = 1000;

/** An attempt that has not ended by then has no end, in milliseconds. */
const endlessMs = 30_000;

/** The programs of the laboratory among the attempts; the others are commands of `faultbook`. */
const labPrograms = new Set(['simulate', 'matrix']);

const clone = join(import.meta.dirname, '../../..');

/** For the tests of a file: runs attempts in this process, each in a working folder of its own. */
export function attemptsHere(): (attempt: Attempt) => Promise<void> {
  const outer = mkdtempSync(join(tmpdir(), 'faultbook-fuzz-'));
  afterAll(() => rmSync(outer, { recursive: true, force: true }));
  writeFileSync(join(outer, 'beside.txt'), 'beside');
  const around = (): string => [outer, join(clone, 'failure_modes')].map(contentsOf).join('\n') + clonesOwn();
  return async ({ args, env, files, passwords = [] }) => {
    const cwd = join(outer, 'work');
    mkdirSync(cwd);
    const before = { ...process.env };
    try {
      makeFiles(cwd, files);
      const beforehand = around();
      Object.assign(process.env, withoutServers, env);
      const end = performance.now() + longestMs;
      const run = labPrograms.has(args[0] ?? '') ? runLabHere : runHere;
      const ended = await run(args, { cwd, interruptAt: () => performance.now() > end });
      assertHarmless(ended, { passwords, before: beforehand, after: around() });
    } finally {
      for (const name of [...Object.keys(withoutServers), ...Object.keys(env ?? {})]) restore(name, before[name]);
      rmSync(cwd, { recursive: true });
    }
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Names, sizes and times of what is in a folder, but for the working folder. */
function contentsOf(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !/^work\b/.test(name));
  return entries
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

/** The names at the top of this clone. Other tests keep things in folders that begin with a dot. */
function clonesOwn(): string {
  return readdirSync(clone)
    .filter((name) => !name.startsWith('.'))
    .join('\n');
}

interface HowMany {
  readonly seed: number;
  readonly numRuns: number;
}

/** Throws where an attempt does harm: with its seed and path, by which it is repeated, and the attempt itself. */
export async function assertNoHarm(
  attempts: fc.Arbitrary<Attempt>,
  run: (attempt: Attempt) => Promise<void>,
  { seed, numRuns }: HowMany,
): Promise<void> {
  const property = fc.asyncProperty(attempts, run);
  const { failed, counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
    seed,
    numRuns,
    timeout: endlessMs,
    // What is long is not shrunk for longer than this, in milliseconds.
    interruptAfterTimeLimit: 45_000 + numRuns * 200,
  });
  if (!failed) return;
  const shown = printable(fc.stringify(counterexample?.[0]), 3000);
  const repeat = `seed: ${seed}, path: '${counterexamplePath}'`;
  throw new Error(`${repeat}\n${shown}\n${String(errorInstance)}`, { cause: errorInstance });
}
