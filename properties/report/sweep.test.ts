import { expect, test } from 'vitest';
import type { SweepToRender } from '../../src/report/sweep.ts';
import { renderSweep } from '../../src/report/sweep.ts';
import { longName, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

const empty: SweepToRender = {
  subject: 'doors',
  system: 'wooden',
  verdict: 'missed',
  killedAt: {},
  invariants: {},
  rows: [],
};

const row: SweepToRender['rows'][number] = {
  title: 'happy path',
  without: [],
  commands: twoOpen,
  points: [
    { name: 'open.before', killed: ['once', 'fromThenOn'] },
    { name: 'open.after', killed: ['once'] },
  ],
  runs: 1_000_000,
  unprotectedViolations: {},
  violations: [],
};

test('a sweep of nothing is rendered', () => {
  expect(textOf(renderSweep(empty))).toMatchInlineSnapshot(`
    "doors on wooden, crashed at every failpoint that a run reaches
    run  policies off  points  unprotected violations
    points: failpoints of the run; an actor crashes at each, once and from then on
    crashes at
    invariant  holds where protected  violated where unprotected
    missed: at some failpoints no crash took place (0 runs, 0 failpoints)"
  `);
});

test('a sweep has a row per run, the crashes per failpoint, and the invariants', () => {
  const asked = { runs: 4, violated: 0 };
  const lines = renderSweep({
    ...empty,
    verdict: 'holds',
    killedAt: { 'open.before': 2, 'open.after': 1, 'close.before': 0, restart: 1 },
    invariants: {
      INV_1: { protected: asked, unprotected: { runs: 1_000_000, violated: 1 } },
      INV_2: { protected: asked, unprotected: { runs: 0, violated: 0 } },
    },
    rows: [
      row,
      { ...row, title: 'FM_901 Draught', without: ['interlock'], unprotectedViolations: { INV_2: 1, INV_1: 1 } },
    ],
  });
  expect(textOf(lines)).toMatchInlineSnapshot(`
    "doors on wooden, crashed at every failpoint that a run reaches
    run             policies off  points                     unprotected violations
    happy path      (none)        2: 2 once, 1 from then on  none
    FM_901 Draught  interlock     2: 2 once, 1 from then on  INV_1, INV_2
    points: failpoints of the run; an actor crashes at each, once and from then on
    crashes at  before  after  restart
    open        2       1
    close       0
                               1
    invariant  holds where protected  violated where unprotected
    INV_1      4 of 4 runs            1 of 1000000 runs
    INV_2      4 of 4 runs
    holds: no protected invariant was violated by any of the crashes (2,000,000
      runs, 2 failpoints)"
  `);
});

test('the table fits into 120 columns, for any number of violated invariants', () => {
  const names = Array.from({ length: 30 }, (_, index) => [`INV_${index}`, 1]);
  const lines = renderSweep({ ...empty, rows: [{ ...row, unprotectedViolations: Object.fromEntries(names) }] });
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.join(' ').match(/INV_\d+/g)).toHaveLength(30);
});

test('a violation shows where the run was crashed, and every step of it', () => {
  const [open] = twoOpen;
  if (open === undefined) throw new Error('there is no command');
  const steps = [
    { command: open, outcome: { type: 'done' }, killedAt: [] },
    { command: { type: longName }, outcome: null, killedAt: ['open.before', 'open.after'] },
    { command: { type: 'recover' }, outcome: { type: 'done' }, killedAt: [] },
  ];
  const point = { name: 'open.before', at: 0 };
  const violations = ([null, { point, lasting: 'once' }, { point, lasting: 'fromThenOn' }] as const).map((crash) => {
    return { violation, crash, steps: crash === null ? [] : steps, runs: 1 };
  });
  const rows = [{ ...row, without: ['interlock', 'chain'], violations }];
  expect(textOf(renderSweep({ ...empty, verdict: 'violated', rows }).slice(1))).toMatchInlineSnapshot(`
    "
    INV_1 (invariant) is violated in happy path without interlock, chain, without a
      crash; found in 1 run
    INV_1: d1 and d2 are open
    #  command  outcome  killed at

    INV_1 (invariant) is violated in happy path without interlock, chain, killed at
      open.before by command 1; found in 1 run
    INV_1: d1 and d2 are open
    #   command                                            outcome    killed at
    1   {type: open, door: d1}                             {type:
                                                             done}
    2   {type:                                             threw      ✗ open.before,
          aVeryLongNameaVeryLongNameaVeryLongNameaVeryLon               open.after
          gNameaVeryLongNameaVeryLongNameaVeryLongNameaVe
          ryLongNameaVeryLongNameaVeryLongNameaVeryLongNa
          meaVeryLongName}
    r1  {type: recover}                                    {type:
                                                             done}

    INV_1 (invariant) is violated in happy path without interlock, chain, killed at
      open.before by command 1 and at every failpoint from then on; found in 1 run
    INV_1: d1 and d2 are open
    #   command                                            outcome    killed at
    1   {type: open, door: d1}                             {type:
                                                             done}
    2   {type:                                             threw      ✗ open.before,
          aVeryLongNameaVeryLongNameaVeryLongNameaVeryLon               open.after
          gNameaVeryLongNameaVeryLongNameaVeryLongNameaVe
          ryLongNameaVeryLongNameaVeryLongNameaVeryLongNa
          meaVeryLongName}
    r1  {type: recover}                                    {type:
                                                             done}
    violated: a crash violated a protected invariant (1,000,000 runs, 2 failpoints)"
  `);
});

test('each verdict is one sentence', () => {
  const verdicts = (['holds', 'violated', 'missed', 'interrupted'] as const).map(
    (verdict) =>
      /^(?:holds|violated|missed|interrupted): [^]*/m.exec(
        textOf(renderSweep({ ...empty, verdict, rows: [row] })),
      )?.[0] ?? '',
  );
  expect(textOf(verdicts)).toMatchInlineSnapshot(`
    "holds: no protected invariant was violated by any of the crashes (1,000,000
      runs, 2 failpoints)
    violated: a crash violated a protected invariant (1,000,000 runs, 2 failpoints)
    missed: at some failpoints no crash took place (1,000,000 runs, 2 failpoints)
    interrupted: stopped before every failpoint was reached (1,000,000 runs, 2
      failpoints)"
  `);
});

test('a sweep with a violation shows its coverage only where that is asked for', () => {
  const violations = [{ violation, crash: null, steps: [], runs: 1 }];
  const swept = { ...empty, verdict: 'violated', rows: [{ ...row, violations }] } as const;
  expect(textOf(renderSweep(swept))).not.toMatch(/policies off|crashes at|holds where/);
  const verbose = textOf(renderSweep(swept, { isVerbose: true }));
  expect(verbose).toMatch(/INV_1 \(invariant\) is violated[^]*policies off[^]*crashes at[^]*holds where[^]*violated: /);
});
