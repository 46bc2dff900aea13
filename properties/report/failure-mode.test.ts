import { expect, test } from 'vitest';
import { formatRunResult, renderNewFailureMode, renderTestFailures } from '../../src/report/new-failure-mode.ts';
import { specificationTexts } from '../../src/report/specification-texts.ts';
import { counterexample, doors, twoOpen, violation } from './doors.ts';
import { textOf } from './text.ts';

const promotion = {
  scenario: { without: ['interlock', 'chain'], prevention: { by: 'policy' } },
  disabledAt: null,
  trace: {
    system: 'wooden',
    policies: { interlock: false },
    scope: { doors: 2 },
    commands: twoOpen,
    violation,
    certificate: counterexample.certificate,
    foundBy: { who: 'a guest' },
  },
} as const;

test('a new failure mode says where it is and what its tests showed', () => {
  const made = {
    id: 'FM_901',
    folder: 'failure_modes/FM_901_draught',
    files: ['spec.md', 'scenario.ts'],
    index: 'docs/index.md',
    openQuestions: 7,
  };
  expect(textOf(renderNewFailureMode(made, formatRunResult(promotion, 2)))).toMatchInlineSnapshot(`
    "failure_modes/FM_901_draught: spec.md, scenario.ts
    2 tests passed: INV_1 is violated without interlock and chain, and holds with
      interlock and chain
    added to docs/index.md
    7 questions in spec.md are for you; npm run test:fm -- 901 runs its tests"
  `);
  const bug = { ...promotion, scenario: { ...promotion.scenario, prevention: { by: 'fix' } } } as const;
  expect(textOf([formatRunResult(bug, 1)])).toMatchInlineSnapshot(
    `"INV_1 is a bug of wooden: its regression test is red until the bug is mended"`,
  );
});

test('failures of generated tests are printed line by line, without colours', () => {
  expect(renderTestFailures(['one: \u001B[31mred\u001B[39m', 'two:\n  more'])).toEqual(['one: red', 'two:', '  more']);
});

test('a specification says in words how it is set up and whether it is minimal', () => {
  const { minimal, ...text } = specificationTexts(doors, { ...promotion, shorter: { kind: 'certified' } });
  expect(text).toMatchInlineSnapshot(`
    {
      "foundBy": "a guest",
      "policies": [
        {
          "does": "Keeps a second door shut.",
          "name": "interlock",
        },
      ],
      "says": {
        "INV_1": "At most one door is open.",
      },
      "scope": "2 doors",
      "sequence": [
        "sequenceDiagram",
        "  participant L0 as guest",
        "  participant L1 as house",
        "  L0->>L1: open d1",
        "  Note over L1: d1 is open",
        "  L1-->>L0: done",
        "  L0->>L1: open d2",
        "  Note over L1: d2 is open",
        "  L1-->>L0: done",
      ],
      "setUp": "doors without interlock",
    }
  `);
  const run = { commands: twoOpen.slice(0, 1), recovery: twoOpen.slice(1) };
  const others = [
    { kind: 'not looked for' },
    { kind: 'shorter', run, states: 1000 },
    { kind: 'shorter', run: { ...run, recovery: [] }, states: 1 },
    { kind: 'none', states: 1_000_000 },
    { kind: 'none near', states: 200_000 },
  ] as const;
  const uncertified = { ...promotion, trace: { ...promotion.trace, certificate: null } };
  const sentences = others.flatMap((shorter) =>
    specificationTexts(doors, { ...uncertified, shorter }).minimal.slice(1),
  );
  expect(textOf([...minimal, ...sentences])).toMatchInlineSnapshot(`
    "The scenario has 2 commands.
    This run is minimal: no run of at most 1 command has this violation (3 states explored, digest 0f).
    This run is not minimised.
    The minimal counterexample of INV_1 has 1 command: \`guest: open d1\`; recovery: \`guest: open d2\` (1,000 states explored).
    The minimal counterexample of INV_1 has 1 command: \`guest: open d1\` (1 state explored).
    No shorter run violates INV_1 (1,000,000 states explored).
    The 200,000 states nearest to the initial state have no shorter run."
  `);
});
