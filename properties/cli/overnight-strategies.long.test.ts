import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runHere } from './in-process.ts';

const cwd = mkdtempSync(join(tmpdir(), 'faultbook-strategies-'));
afterAll(() => rmSync(cwd, { recursive: true }));

test('overnight names what it cannot race, and does the other work', async () => {
  const args = ['overnight', 'booking', '--rounds', '1', '--strategies', 'explore,race', '--systems', 'sqlite'];
  const { code, out, err } = await runHere(args, { cwd });
  const line = /booking on sqlite cannot be raced: the system has no stage/;
  expect([code, err.replaceAll(/\s+/g, ' '), out.replaceAll(/\s+/g, ' ')]).toEqual([
    0,
    expect.stringMatching(line),
    expect.stringMatching(line),
  ]);
  // No random run was asked for, so none is missed.
  expect(out).not.toContain('no random run reached');
});
