import { z } from 'zod';
import type { HuntFinding } from './findings.ts';
import { brokenRun, brokenRace, brokenRound, fromRace, fromRound, fromRun } from './findings.ts';

/** The engines that search a library. */
export const huntEngines = ['check', 'race', 'stress'] as const;
export type HuntEngine = (typeof huntEngines)[number];

/** The report of an engine. */
export interface HuntReport {
  readonly isViolated: boolean;
  /** The runs of `check`, the schedules of `race`, the rounds of `stress`. */
  readonly runs: number;
  /** The commands of `check`, the statements of `race`, the operations of `stress`. */
  readonly commands: number;
  /** What the engine has left out; `null`: nothing. */
  readonly note: string | null;
  readonly findings: readonly HuntFinding[];
}

interface Engine {
  /** The arguments of the command line, with the default settings of the engine. */
  argumentsFor(system: string, how: { readonly runs: number }): string[];
  /** Reads the JSON of the engine. Throws where its form is another. */
  read(json: unknown): HuntReport;
}

const count = z.int().nonnegative();

const checked = z.object({
  runs: count,
  commands: count,
  counterexample: brokenRun.nullable(),
  missedGoals: z.array(z.string()),
  unsteady: z.array(brokenRun).default([]),
});

const raced = z.object({
  races: count,
  of: count,
  schedules: count,
  statements: count,
  notCounted: z.record(z.string(), count),
  found: brokenRace.nullable(),
});

const stressed = z.object({
  rounds: count,
  operations: count,
  notDecided: count,
  violation: brokenRound.nullable(),
});
const stressedTwice = stressed.extend({
  smaller: z.object({ violated: stressed, worlds: count, cameBack: count }).nullable(),
});

const common = ['--json', '--no-counterexamples'];

export const engineOf: Readonly<Record<HuntEngine, Engine>> = {
  check: {
    argumentsFor: (system, { runs }) =>
      ['check', 'lease-queue', '--system', system, '--runs', String(runs)].concat(common),
    read(json) {
      const { runs, commands: taken, counterexample, missedGoals, unsteady } = checked.parse(json);
      return {
        isViolated: counterexample !== null,
        runs,
        commands: taken,
        note: missedGoals.length > 0 ? `goals missed: ${missedGoals.join(', ')}` : null,
        findings: [...(counterexample === null ? [] : [counterexample]), ...unsteady].map((one) => fromRun(one)),
      };
    },
  },
  race: {
    argumentsFor: (system) => ['race', 'lease-queue', '--system', system, ...common],
    read(json) {
      const { races, of, schedules, statements, notCounted, found } = raced.parse(json);
      const left = Object.entries(notCounted).map(([why, number]) => `${number} schedules not counted: ${why}`);
      return {
        isViolated: found !== null,
        runs: schedules,
        commands: statements,
        note: [`${races} of ${of} races`, ...left].join('; '),
        findings: found === null ? [] : [fromRace(found)],
      };
    },
  },
  stress: {
    argumentsFor: (system) => ['stress', 'lease-queue', '--system', system, ...common],
    read(json) {
      const { rounds, operations: taken, notDecided, violation: first, smaller } = stressedTwice.parse(json);
      const last = smaller?.violated.violation ?? first;
      const rate = smaller === null ? null : { shown: smaller.cameBack, of: smaller.worlds };
      return {
        isViolated: first !== null,
        runs: rounds,
        commands: taken,
        note: notDecided > 0 ? `${notDecided} rounds not decided` : null,
        findings: last === null ? [] : [fromRound(last, rate)],
      };
    },
  },
};
