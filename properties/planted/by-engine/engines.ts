import { z } from 'zod';
import type { SystemBug } from '../system-bug.ts';

/** The engines that a user has for a system without a test. */
export const engineNames = ['check', 'explore', 'sweep', 'race'] as const;
export type EngineName = (typeof engineNames)[number];

/** What an engine shows of a system. */
export interface Shown {
  /** The name of the violation; `null`: none. */
  readonly violation: string | null;
  /** The runs, or the schedules, that were taken in all, or up to the violation. */
  readonly runs: number;
  /** The commands of the counterexample; of a race with those that come before it. */
  readonly length: number | null;
}

/** An engine as a user runs it, with the settings that it has by default. */
export interface Engine {
  /** Whether the seed decides what the engine does. */
  readonly isSeeded: boolean;
  /** Whether fewer runs are the beginning of more runs. */
  readonly isPrefix: boolean;
  /** Whether the engine can be used for this bug. */
  takes(bug: Pick<SystemBug, 'subject' | 'systems'>): boolean;
  /** The arguments of the command line. `runs`: how many at most, where the engine has a limit. */
  argumentsFor(subject: string, system: string, how: { readonly seed: number; readonly runs: number }): string[];
  /** Reads what the command printed. Throws where the form is another. */
  read(json: unknown): Shown;
}

const count = z.int().nonnegative();
const violating = z.object({ commands: z.array(z.unknown()), violation: z.object({ name: z.string() }) });

const checked = z.object({
  runs: count,
  counterexample: violating.nullable(),
});

const explored = z.object({
  driven: z.object({ runs: count, divergence: violating.nullable() }),
  violations: z.array(violating),
});

const swept = z.object({ rows: z.array(z.object({ runs: count, violations: z.array(violating) })) });

const raced = z.object({
  schedules: count,
  found: z
    .object({
      before: z.array(z.unknown()),
      atOnce: z.array(z.object({ commands: z.array(z.unknown()) })),
      violation: z.object({ kind: z.string() }),
    })
    .nullable(),
});

/** The subjects whose systems have failpoints, and on Postgres a stage. */
const withFailpoints = new Set(['queue', 'booking']);

export const engines: Readonly<Record<EngineName, Engine>> = {
  check: {
    isSeeded: true,
    isPrefix: false,
    takes: () => true,
    argumentsFor: (subject, system, { seed, runs }) =>
      `check ${subject} --system ${system} --runs ${runs} --seed ${seed} --no-counterexamples --json`.split(' '),
    read(json) {
      const { runs, counterexample: found } = checked.parse(json);
      if (found === null) return { violation: null, runs, length: null };
      return { violation: found.violation.name, runs, length: found.commands.length };
    },
  },
  explore: {
    isSeeded: false,
    isPrefix: false,
    takes: () => true,
    argumentsFor: (subject, system) => `explore ${subject} --system ${system} --json`.split(' '),
    read(json) {
      const { driven, violations } = explored.parse(json);
      const found = driven.divergence ?? violations[0] ?? null;
      return { violation: found?.violation.name ?? null, runs: driven.runs, length: found?.commands.length ?? null };
    },
  },
  sweep: {
    isSeeded: false,
    isPrefix: false,
    takes: ({ subject }) => withFailpoints.has(subject),
    argumentsFor: (subject, system) => `sweep ${subject} --system ${system} --json`.split(' '),
    read(json) {
      const { rows } = swept.parse(json);
      const at = rows.findIndex(({ violations }) => violations.length > 0);
      const taken = at < 0 ? rows : rows.slice(0, at + 1);
      const found = rows[at]?.violations[0] ?? null;
      const runs = taken.reduce((sum, row) => sum + row.runs, 0);
      return { violation: found?.violation.name ?? null, runs, length: found?.commands.length ?? null };
    },
  },
  race: {
    isSeeded: true,
    isPrefix: true,
    takes: ({ subject, systems }) => withFailpoints.has(subject) && systems.includes('postgres'),
    argumentsFor: (subject, system, { seed, runs }) =>
      `race ${subject} --system ${system} --max-schedules ${runs} --seed ${seed} --no-counterexamples --json`.split(
        ' ',
      ),
    read(json) {
      const { schedules, found } = raced.parse(json);
      if (found === null) return { violation: null, runs: schedules, length: null };
      const length = found.before.length + found.atOnce.reduce((sum, { commands }) => sum + commands.length, 0);
      return { violation: found.violation.kind, runs: schedules, length };
    },
  },
};
