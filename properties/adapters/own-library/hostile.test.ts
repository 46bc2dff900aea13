import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../../src/check/check.ts';
import { check } from '../../../src/check/check.ts';
import { bin, errorsIn, start } from '../../database/checks.ts';
import { scopeNamed } from '../../planted/lease-queue/planted.ts';
import type { Misdeed } from './hostile.ts';
import { hostileSubject, jobs } from './hostile.ts';

async function checkHostile(misdeed: Misdeed, closes?: () => Promise<void>): Promise<CheckReport> {
  const subject = hostileSubject(misdeed, closes);
  const scope = scopeNamed(subject, 'small');
  const options = { policies: {}, scope, runs: 20, length: 20, seed: 1, answerMs: 250, shrinkSeconds: 0 };
  return check(subject, { ...options, system: 'hostile' });
}

describe('a library of a user', () => {
  test('that gives no answer has a finding', async () => {
    const { verdict, counterexample } = await checkHostile('hangs');
    expect(verdict).toBe('violated');
    expect(counterexample?.violation).toMatchObject({
      name: 'answers',
      details: 'Every call answers. fetch threw NoAnswer: the system did not answer within 0.25 s.',
    });
  });

  test('that throws has a finding, also where the library cannot be closed', async () => {
    const { verdict, counterexample } = await checkHostile('throws', async () => Promise.reject(new Error('no close')));
    expect(verdict).toBe('violated');
    expect(counterexample?.violation.details).toBe('Every call answers. fetch threw Error: no connection.');
  });
});

/** Of a process: what it prints on standard error, and what is left of the report. */
async function run(misdeed: Misdeed): Promise<{ code: number | null; out: string; err: string }> {
  const subject = `${join(import.meta.dirname, 'hostile.ts')}#jobs`;
  const args = ['check', jobs.name, '--subject', subject, '--runs', '20', '--no-counterexamples'];
  const { code, out, err } = await start([bin, ...args], { MISDEED: misdeed }).ended;
  return { code, out, err: errorsIn(err) };
}

describe('a check of a library of a user', () => {
  test('that calls process.exit ends with exit code 2, and with the place of the call', async () => {
    const { code, out, err } = await run('exits');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^faultbook: there is no verdict: .* since process\.exit\(0\) was called, at .*hostile\.ts:.*\n$/,
    );
  });

  test('that rejects in the background finds it', async () => {
    const { code, out, err } = await run('loses');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('the system threw StrayError: outside of its calls: Error: lost in the background');
  });

  test('that throws in a timer finds it', async () => {
    const { code, out, err } = await run('crashes');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.replaceAll(/\s+/g, ' ')).toContain('fetch threw StrayError: outside of its calls: Error: in a timer.');
  });
});
