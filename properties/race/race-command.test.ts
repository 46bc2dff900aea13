import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runHere } from '../cli/in-process.ts';

const cwd = process.cwd();

test('use cases of a subject that has none are refused in one line', async () => {
  const { code, err } = await runHere(['race', 'queue', '--use-cases'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain('queue has no use cases: without --use-cases a race is one of its commands');
});

test('a use case that loses an update is printed with its statements', async () => {
  const args = ['race', 'booking', '--use-cases', '--without', 'versionCheck', '--depth', '0', '--no-counterexamples'];
  const { code, out } = await runHere(args, { cwd });
  expect(code).toBe(1);
  expect(out).toContain('booking on postgres, use cases at once, without versionCheck');
  expect(out).toContain('then at once: c1: book: read to book 1 of r1   c2: book: read to book 1 of r1');
  expect(out).toContain('violated: no order of the commands');
});

test('a report as JSON says which races it is of', async () => {
  const args = ['race', 'booking', '--depth', '0', '--answers', '--max-schedules', '1', '--json'];
  const { code, out } = await runHere(args, { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ depth: 0, atOnce: 2, preemptions: 1, useCases: false, answers: true });
});

test('a kept race of use cases is replayed only by a search of use cases', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-race-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const race = ['race', 'booking', '--without', 'versionCheck', '--depth', '0', '--counterexamples', folder];
  await runHere([...race, '--use-cases'], { cwd });
  const [file = 'none'] = readdirSync(folder);
  const replayed = await runHere(['replay', join(folder, file)], { cwd });
  expect(replayed.code).toBe(1);
  expect(replayed.out).toContain('book: read to book 1 of r1 → CONFIRMED b2');
  expect((await runHere([...race, '--use-cases'], { cwd })).out).toMatch(/reproduces its/);
  expect((await runHere([...race, '--max-schedules', '1'], { cwd })).out).not.toMatch(/reproduces its/);
});
