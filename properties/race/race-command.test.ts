import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runHere } from '../cli/in-process.ts';

const cwd = process.cwd();
const toyShow = `${join(import.meta.dirname, 'toy-show.ts')}#toyShow`;
const payments = `${join(import.meta.dirname, 'strikes/payments.ts')}#payments`;

test('use cases of a subject that has none are refused in one line', async () => {
  const { code, err } = await runHere(['race', 'queue', '--use-cases'], { cwd });
  expect(code).toBe(2);
  expect(err).toContain('queue has no use cases: without --use-cases a race is one of its commands');
});

test.each([
  ['race queue --faults pause', "unknown fault 'pause'"],
  ['race booking --faults cut --use-cases', '--faults strikes commands, and --use-cases races use cases'],
  [
    `race payments --system again --faults kill --subject ${payments}`,
    'the system again cannot end the process of an actor (`faults.kill` of a system)',
  ],
  [`race toy-show --faults cut --subject ${toyShow}`, 'toy-show does not say how a struck command may have ended'],
])('%s: is refused in one line', async (command, line) => {
  const { code, out, err } = await runHere(command.split(' '), { cwd });
  expect(code).toBe(2);
  expect(out.split('\n').length).toBeLessThan(3);
  expect(err.trim().split('\n')).toEqual([expect.stringContaining(line)]);
});

test('--faults of a race names faults, and is no size of the scope', async () => {
  const args = ['race', 'booking', '--depth', '0', '--faults', 'cut', '--max-schedules', '1', '--json'];
  const { code, out } = await runHere([...args, '--no-counterexamples'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ scope: { clients: 2, faults: 1 }, faults: ['cut'] });
});

test('a race with a cut connection is printed, kept and replayed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-race-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const args = ['race', 'payments', '--system', 'again', '--preemptions', '0', '--subject', payments];
  const { code, out } = await runHere([...args, '--faults', 'cut'], { cwd: folder });
  expect(code).toBe(1);
  expect(out).toContain('payments on again, commands at once, a cut, all policies on\n');
  expect(out).toMatch(/ 2 +│ COMMIT → COMMIT\n +│ ✗ connection cut after that\n/);
  const [file = ''] = readdirSync(join(folder, 'counterexamples'));
  expect(file).toMatch(/^payments\.again\.as-shipped\.notLinearizable\.pay\+pay\+cut\./);
  const replayed = await runHere(['replay', `counterexamples/${file}`, '--subject', payments], { cwd: folder });
  expect(replayed.out).toMatch(/\nreproduced: notLinearizable/);
  expect(replayed.code).toBe(1);
  // Without the flag no connection is cut, and so this race is none of the search.
  expect(await runHere(args, { cwd: folder })).toMatchObject({ code: 0 });
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
