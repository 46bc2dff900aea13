import { describe, expect, test } from 'vitest';
import type { ReplayToRender } from '../../src/report/replay.ts';
import { renderRecheck, renderReplay, renderState } from '../../src/report/replay.ts';
import { doors, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

const trace = {
  policies: { interlock: false },
  scope: { doors: 2 },
  commands: twoOpen,
  violation,
  certificate: null,
  foundBy: { who: 'a check', seed: 1, run: 1_000_000 },
} as const;

const done = { type: 'done' } as const;

const steps = twoOpen.map((command, index) => {
  const patch = { op: 'add', path: ['open', index], value: command.door } as const;
  return {
    command,
    isRecovery: false,
    model: { outcome: done, patches: [patch] },
    system: { outcome: done, changes: [{ path: `open.${index}`, left: undefined, right: command.door }] },
  };
});

const replayed: ReplayToRender = {
  system: 'wooden',
  verdict: 'reproduced',
  found: violation,
  disabledAt: null,
  steps,
  changes: [],
};

function rendered(more: Partial<ReplayToRender>): string {
  return textOf(renderReplay(doors, trace, { ...replayed, ...more }));
}

describe('a replay', () => {
  test('that reproduces its violation shows the run and the changes of each step', () => {
    expect(rendered({})).toMatchInlineSnapshot(`
      "doors on wooden, without interlock, 2 doors
      found by a check, seed 1, run 1000000
      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open
      => INV_1 is violated: INV_1: d1 and d2 are open

      #  on    changed
      1  both  + open.0 d1
      2  both  + open.1 d2

      reproduced: INV_1 (invariant)
      not minimised"
    `);
  });

  test('of a manual run names the command that the model does not enable', () => {
    expect(rendered({ disabledAt: 1 })).toContain(
      'a manual run: the model does not enable command 2 there, so no engine would try\n  the run',
    );
  });

  test('that shows nothing any more says so, and what has changed', () => {
    expect(rendered({ verdict: 'gone', found: null, changes: ['close was never refused'] })).toMatchInlineSnapshot(`
      "doors on wooden, without interlock, 2 doors
      found by a check, seed 1, run 1000000
      #  guest           house
      1  open d1 → done  d1 is open
      2  open d2 → done  d2 is open

      #  on    changed
      1  both  + open.0 d1
      2  both  + open.1 d2

      gone: INV_1 (invariant) no longer reproduces
      close was never refused"
    `);
  });

  test('that took no step is rendered', () => {
    expect(rendered({ verdict: 'gone', found: null, steps: [] })).toMatchInlineSnapshot(`
      "doors on wooden, without interlock, 2 doors
      found by a check, seed 1, run 1000000
      #  guest  house

      #  on  changed

      gone: INV_1 (invariant) no longer reproduces"
    `);
  });

  test('that shows another violation names both, with what each side answered', () => {
    const [first] = steps;
    const close = { type: 'close', door: 'd1' };
    const recovery = { command: close, isRecovery: true, model: { outcome: done, patches: [] }, system: null };
    const differs = { ...recovery, isRecovery: false, system: { outcome: { type: 'alreadyDone' }, changes: [] } };
    const found = { ...violation, kind: 'settled', name: 'SET_1', details: 'a door is open' } as const;
    const taken = [...(first === undefined ? [] : [first]), differs, recovery];
    expect(rendered({ verdict: 'other', found, steps: taken })).toMatchInlineSnapshot(`
      "doors on wooden, without interlock, 2 doors
      found by a check, seed 1, run 1000000
      #   guest                   house
      1   open d1 → done          d1 is open
      2   close d1 → done
      recovery:
      r1  close d1 → alreadyDone
      => SET_1 is violated after recovery: a door is open

      #   on      changed
      1   both    + open.0 d1
      2   model   answers {"type":"done"}
          wooden  answers {"type":"alreadyDone"}
      r1  model   answers {"type":"done"}
          wooden  throws

      not INV_1 (invariant), but SET_1 (settled)"
    `);
  });
});

test('a state is shown as JSON, on both sides', () => {
  const shown = { step: 1, after: { type: 'open' }, state: { open: ['d1'] }, system: 'wooden', view: null };
  expect(textOf(renderState(shown))).toMatchInlineSnapshot(`
    "after step 1, {"type":"open"}
    the model’s state: {
      "open": [
        "d1"
      ]
    }
    the view of wooden: null"
  `);
  expect(renderState({ ...shown, step: 0, after: null })[0]).toBe('before the first command');
});

test('a recheck is one sentence, whatever it came to', () => {
  const recheck = { exploredDepth: 1, states: 1_000_000, digest: '0f', isViolated: false };
  const lines = (['confirmed', 'refuted', 'interrupted', 'outOfMemory'] as const).flatMap((verdict) =>
    renderRecheck({ verdict, ...recheck }, 'give it more'),
  );
  lines.push(...renderRecheck({ verdict: 'refuted', ...recheck, isViolated: true }, ''));
  expect(textOf(lines)).toMatchInlineSnapshot(`
    "explored again: the same 1,000,000 states within 1 commands, digest 0f
    explored again, unlike the certificate: 1,000,000 states within 1 commands,
      digest 0f
    exploring again was stopped before its end
    exploring again was stopped short of memory; give it more
    explored again, unlike the certificate: 1,000,000 states within 1 commands,
      digest 0f, and the violation is there"
  `);
});
