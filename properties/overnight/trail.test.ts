import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CallListener } from '../../src/overnight/reporting-progress.ts';
import { reportingProgress } from '../../src/overnight/reporting-progress.ts';
import { readTrail, writeTrail } from '../../src/overnight/trail.ts';
import { counterSubject, counterSystem } from '../check/counter.ts';

const up = { type: 'up' } as const;
const down = { type: 'down' } as const;

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-trail-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'trail');
}

/** What is read of a process that came to an end after these calls. */
function readAfter(calls: (trail: CallListener) => void): unknown {
  const path = newPath();
  const trail = writeTrail(path);
  calls(trail);
  trail.close();
  const commands = readTrail(path);
  expect(existsSync(path)).toBe(false);
  return commands;
}

function take(trail: CallListener, ...commands: readonly (typeof up | typeof down | null)[]): void {
  for (const command of commands) {
    trail.begins(command);
    trail.ends();
  }
}

test('a system is to blame within a call of it alone', () => {
  expect(readAfter((trail) => trail.opens())).toEqual([]);
  expect(readAfter((trail) => (trail.opens(), trail.ends()))).toBeNull();
  expect(readAfter((trail) => (trail.opens(), trail.ends(), take(trail, up, null), trail.begins(down)))).toEqual([
    up,
    down,
  ]);
  expect(readAfter((trail) => (trail.opens(), trail.ends(), take(trail, up, null, down), trail.begins(null)))).toEqual([
    up,
    down,
  ]);
  expect(readAfter((trail) => (trail.opens(), trail.ends(), take(trail, up, null, down)))).toBeNull();
});

test('a line that was not written to its end blames no system', () => {
  for (const text of ['null\n-\n{"type":"up"}\n-\n{"type":"do', 'null\n-\n{"type":"up"}\n-']) {
    const path = newPath();
    writeFileSync(path, text);
    expect(readTrail(path)).toBeNull();
  }
});

test('what an earlier system was asked is of no account', () => {
  const calls = (trail: CallListener): void => {
    for (const command of [up, down]) {
      trail.opens();
      trail.ends();
      trail.begins(command);
      if (command === up) trail.ends();
    }
  };
  expect(readAfter(calls)).toEqual([down]);
});

test('a process that wrote nothing was within no call of a system', () => {
  expect(readTrail(newPath())).toBeNull();
  const path = newPath();
  writeFileSync(path, '');
  expect(readTrail(path)).toBeNull();
});

test('each call of a system is reported at its start and end, even if it throws', async () => {
  const reported: unknown[] = [];
  const calls: CallListener = {
    opens: () => void reported.push('opens'),
    begins: (command) => void reported.push(command),
    ends: () => void reported.push('ends'),
  };
  const broken = { ...counterSystem(), view: () => Promise.reject(new Error('no view')) };
  const subject = reportingProgress(
    counterSubject(() => broken),
    calls,
  );
  const system = await subject.systems[0]?.open({ policies: {}, scope: {}, terms: {} });
  await system?.perform(up);
  await expect(system?.view()).rejects.toThrow('no view');
  await system?.close();
  expect(reported).toEqual(['opens', 'ends', up, 'ends', null, 'ends', null, 'ends']);
});
