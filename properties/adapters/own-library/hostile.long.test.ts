import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../../src/check/check.ts';
import { bin, errorsIn, start } from '../../database/checks.ts';
import { scopeNamed } from '../../planted/lease-queue/planted.ts';
import { hostileSubject, jobs } from './hostile.ts';

test('a library that answers no call, and no close either, has a finding', async () => {
  const subject = hostileSubject('hangs', () => new Promise(() => undefined));
  const scope = scopeNamed(subject, 'small');
  const options = { policies: {}, scope, runs: 20, length: 20, seed: 1, answerMs: 250, shrinkSeconds: 0 };
  const { verdict, counterexample } = await check(subject, { ...options, system: 'hostile' });
  expect({ verdict, name: counterexample?.violation.name }).toEqual({ verdict: 'violated', name: 'answers' });
});

test('a check ends also where a library leaves a timer running', async () => {
  const subject = `${join(import.meta.dirname, 'hostile.ts')}#jobs`;
  const args = ['check', jobs.name, '--subject', subject, '--runs', '300', '--no-counterexamples'];
  const { code, out, err } = await start([bin, ...args], { MISDEED: 'lingers' }).ended;
  expect(code).toBe(0);
  expect(out).toMatch(/\nholds: no violation in 300 runs/);
  expect(errorsIn(err)).toMatch(
    /^faultbook: exited 10 s after the command, since a system has left a timer or a .*\n$/,
  );
});
