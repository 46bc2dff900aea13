import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { replay } from '../../src/check/replay.ts';
import { traceOf } from '../../src/check/trace-of.ts';
import type { Counterexample } from '../../src/kernel/counterexample.ts';
import { renderCheck } from '../../src/report/check-report.ts';
import { renderReplay } from '../../src/report/replay.ts';
import { asked, dispenserWith, givesTwice } from '../check/contract/dispenser.ts';
import type { LeaseQueueBug } from '../planted/lease-queue/bugs.ts';
import { leaseQueueBugs } from '../planted/lease-queue/bugs.ts';
import { scopeNamed, subjectWithBug } from '../planted/lease-queue/planted.ts';

const unkept = { known: [], kept: null, othersKept: [] };

test('a finding of a contract is shown with the answers of the system', async () => {
  const bug = leaseQueueBugs.find(({ name }) => name === 'a fetch also hands out what is held');
  const subject = await subjectWithBug(bug as LeaseQueueBug);
  const how = { system: 'planted', policies: {}, scope: scopeNamed(subject, 'small'), runs: 100, length: 20, seed: 1 };
  const lines = renderCheck(subject, { ...(await check(subject, how)), ...unkept });
  expect(lines.slice(3, 11)).toEqual([
    '#  client                     w1          w2  known',
    '1  submit j1 → accepted (j1)                  j1 waiting',
    '2                             fetch → j1      j1 held by w1 until 30 s',
    '3                             fetch → j1',
    '=> exclusive is violated: A job is not handed out while a worker holds it under',
    '  a live lease. j1 was handed out; w1 holds it until 30 s.',
    'violated by 3 commands, on planted alone; found by run 1',
    'locally minimal: only the system shows it, and it may keep more than its users',
  ]);
});

test('a replay of a contract shows the answers of the system', async () => {
  const subject = dispenserWith(givesTwice);
  const { counterexample } = await check(subject, asked);
  const trace = traceOf(subject, counterexample as Counterexample);
  const text = renderReplay(subject, trace, { ...(await replay(subject, trace)), changes: [] }).join('\n');
  expect(text).toContain('take → number number=0');
  expect(text).toContain('=> once is violated: A number is not given twice. 0 was given to c1, and is out.');
});

test('a finding that does not show each time is printed with its rate', async () => {
  const sometimes = { next: ([first]: readonly number[], begun: number) => (begun % 3 === 0 ? first : undefined) };
  const subject = dispenserWith(sometimes);
  const lines = renderCheck(subject, { ...(await check(subject, { ...asked, runs: 20 })), ...unkept }).join(' ');
  expect(lines).toMatch(/not steady: once in run \d+, and in 0 of 5 repetitions: A number is not given +twice/);
  expect(lines).toContain('inconclusive: no violation in 20 runs');
});
