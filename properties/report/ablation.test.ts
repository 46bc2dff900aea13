import { expect, test } from 'vitest';
import type { AblationToRender } from '../../src/report/ablation.ts';
import { formatOff, formatOnlyTogether, renderAblation, renderFirstRun } from '../../src/report/ablation.ts';
import { renderVacuity } from '../../src/report/vacuity.ts';
import { doors, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

type Row = AblationToRender['rows'][number];

const shipped: Row = { off: [], scope: { doors: 1 }, distinctStates: 1_000_000, isComplete: true, violations: [] };

const found = {
  violation,
  commands: twoOpen,
  failureMode: null,
  onSystem: 'same',
} as const;

const broken: Row = {
  ...shipped,
  off: ['interlock'],
  violations: [
    found,
    {
      violation: { ...violation, kind: 'settled', name: 'SET_1', at: 12 },
      commands: Array.from({ length: 6 }, () => twoOpen).flat(),
      failureMode: 'FM_901',
      onSystem: 'nothing falls',
    },
  ],
};

function rendered(rows: readonly Row[], more: Partial<AblationToRender> = {}): string {
  return textOf(renderAblation({ subject: doors, system: 'wooden', atOnce: 1, rows, onlyTogether: [], ...more }));
}

test('an ablation has a row for each invariant that a policy protects', () => {
  expect(rendered([shipped, broken])).toMatchInlineSnapshot(`
    "policy off  violated  commands  failure mode  on wooden      states
    (none)      none                                             1,000,000
    interlock   INV_1     2         none yet      the same       1,000,000
                SET_1     12 *      FM_901        nothing falls
    *: violated only after recovery

    INV_1: INV_1: d1 and d2 are open
    SET_1: INV_1: d1 and d2 are open

    All states of the scope explored each time (1 door): no run is shorter, and no
      other invariant is violated."
  `);
});

test('an ablation with drawn fields says that one value of each was explored', () => {
  expect(rendered([{ ...shipped, drawn: ['open.note'] }])).toMatch(
    /\(1 door\), with one value of\s+open\.note: no run/,
  );
});

test('an ablation in two scopes names the scope of each row', () => {
  const large = { ...broken, scope: { doors: 2, batteries: 1 }, distinctStates: 0 };
  expect(rendered([shipped, large])).toMatchInlineSnapshot(`
    "policy off  violated  commands  failure mode  on wooden      states     scope
    (none)      none                                             1,000,000  small
    interlock   INV_1     2         none yet      the same       0          large
                SET_1     12 *      FM_901        nothing falls
    *: violated only after recovery

    INV_1: INV_1: d1 and d2 are open
    SET_1: INV_1: d1 and d2 are open

    All states of the scope explored each time: no run is shorter, and no other
      invariant is violated.
    - small: 1 door
    - large: 2 doors, 1 battery"
  `);
});

test('an ablation that was stopped says that more may be violated', () => {
  expect(rendered([{ ...shipped, isComplete: false }])).toMatchInlineSnapshot(`
    "policy off  violated  commands  failure mode  on wooden  states
    (none)      none                                         1,000,000
    Stopped before all states were explored (1 door): more violations are possible."
  `);
});

test('a policy that is a second line of defence is named', () => {
  const onlyTogether = [{ off: ['front', 'back'], name: 'INV_2' }];
  expect(rendered([shipped], { onlyTogether }).split('\n').at(-1)).toMatchInlineSnapshot(
    `"back backs up front: INV_2 is violated only with both off."`,
  );
  expect(rendered([shipped], { onlyTogether, atOnce: 2 })).not.toContain('stands behind');
  expect(formatOnlyTogether([...onlyTogether, ...onlyTogether])).toMatchInlineSnapshot(
    `"Only together: front + back violates INV_2; front + back violates INV_2."`,
  );
  expect(formatOnlyTogether([])).toMatchInlineSnapshot(`"No violation needs two policies off."`);
});

test('the first run that a policy prevents is shown as a timeline', () => {
  expect(textOf(renderFirstRun({ subject: doors, rows: [shipped, broken] }))).toMatchInlineSnapshot(`
    "INV_1 without interlock, a minimal counterexample of 2 commands:
    #  guest           house
    1  open d1 → done  d1 is open
    2  open d2 → done  d2 is open
    => INV_1 is violated: INV_1: d1 and d2 are open"
  `);
  expect(renderFirstRun({ subject: doors, rows: [shipped] })).toEqual([]);
});

test('policies that are off are joined by and', () => {
  expect([[], ['a'], ['a', 'b']].map(formatOff)).toEqual(['all policies on', 'without a', 'without a and b']);
});

test('what shows nothing is named, with why', () => {
  const nothing = {
    isComplete: true,
    findings: [],
    commands: 1_000_000,
    outcomes: 0,
    manualRuns: ['open: done'],
    heldByStructure: [{ name: 'INV_9', violatedWhere: 'a door has two handles' }],
  };
  const kinds = [
    'neverAccepted',
    'neverRefused',
    'neverOccurs',
    'unlisted',
    'neverViolated',
    'violatedAnyway',
  ] as const;
  const findings = kinds.map((kind) => ({ kind, of: 'open' }));
  expect(textOf(renderVacuity(nothing))).toMatchInlineSnapshot(`
    "INV_9 is held by the structure, and violated where a door has two handles.
    None vacuous: each of 1000000 commands is accepted somewhere and refused somewhere,
    and each of their 0 outcomes occurs, 1 of them only in manual runs."
  `);
  expect(textOf(renderVacuity({ ...nothing, findings }))).toMatchInlineSnapshot(`
    "INV_9 is held by the structure, and violated where a door has two handles.
    inconclusive: open is never accepted
    inconclusive: open is never refused
    inconclusive: open is listed and never occurs
    inconclusive: open occurs and is not listed
    inconclusive: open is never violated with a policy off, and names no code change
      that would violate it
    inconclusive: open is violated even without the code change that it names"
  `);
  expect(renderVacuity({ ...nothing, isComplete: false })).toEqual([]);
});
