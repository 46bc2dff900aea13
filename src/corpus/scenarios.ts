import { z } from 'zod';
import type { Command } from '../kernel/model.ts';

/** The common fields of all scenarios. */
interface AnyScenario {
  /** For example `FM_001`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** The source of the failure mode. */
  readonly foundBy: string;
}

/** The export `scenario` of a failure mode's `scenario.ts`: the data for a run on the model and on every system. */
export interface Scenario extends AnyScenario {
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The recovery after the commands, where the usual order of recovery has no violation. */
  readonly recovery?: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The violated invariants, by id: during the run, and after recovery. `onSystem`: a divergence or an error of a system. */
  readonly breaks: {
    readonly during: readonly string[];
    readonly settled: readonly string[];
    readonly onSystem?: { readonly system: string; readonly name: string };
  };
  /** The violations that each system of the subject shows with the policies off. */
  readonly violations: readonly ScenarioViolation[];
  readonly prevention: Prevention;
}

/** `at` counts commands as in a violation. `both`: model and system violate the invariant together. */
export interface ScenarioViolation {
  readonly kind: 'invariant' | 'settled' | 'endless';
  readonly name: string;
  readonly at: number;
  readonly side: 'model' | 'both';
}

/** The runs near the scenario that its tests check: the number of further commands, and the least number of runs. */
export interface Reach {
  readonly further: number;
  readonly atLeast: number;
}

/** What prevents a failure mode: the policies that are off, or, where no policy does, a fix of the code. */
export type Prevention = PreventionByPolicy | PreventionByFix;

export interface PreventionByPolicy {
  readonly by: 'policy';
  /** Policies that the prevention does not need: each can be off as well. */
  readonly alsoOff: readonly string[];
  /** `null` where only a system shows the failure mode. */
  readonly onModel: Reach | null;
  readonly onSystem: Reach;
}

export interface PreventionByFix {
  readonly by: 'fix';
  readonly onSystem: Reach;
}

/**
 * Or: a scenario of another kind, such as one of the laboratory. Its own tests run it. Here it has a number, and a row in
 * the index of failure modes.
 */
export interface ListedScenario extends AnyScenario {
  readonly indexRow: IndexRow;
}

/** The columns of a scenario in the index of failure modes. */
export interface IndexRow {
  readonly scenario: string;
  readonly violated: string;
  readonly length: string;
}

const commandSchema = z.looseObject({ type: z.string(), fault: z.string().exactOptional() });

/** The schema of the common fields. */
export const commonFields: Readonly<Record<keyof AnyScenario, z.ZodString>> = {
  id: z.string().regex(/^FM_\d{3}$/),
  title: z.string().min(1),
  subject: z.string(),
  foundBy: z.string().min(1),
};

const reachSchema = z.strictObject({ further: z.int().positive(), atLeast: z.int().nonnegative() });

const schemaOfRun: z.ZodType<Scenario> = z.strictObject({
  ...commonFields,
  without: z.array(z.string()),
  scope: z.record(z.string(), z.int().nonnegative()),
  commands: z.array(commandSchema),
  recovery: z.array(commandSchema).exactOptional(),
  breaks: z.strictObject({
    during: z.array(z.string()),
    settled: z.array(z.string()),
    onSystem: z.strictObject({ system: z.string(), name: z.string() }).exactOptional(),
  }),
  violations: z.array(
    z.strictObject({
      kind: z.enum(['invariant', 'settled', 'endless']),
      name: z.string(),
      at: z.int().nonnegative(),
      side: z.enum(['model', 'both']),
    }),
  ),
  prevention: z.discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('policy'),
      alsoOff: z.array(z.string()),
      onModel: reachSchema.nullable(),
      onSystem: reachSchema,
    }),
    z.strictObject({ by: z.literal('fix'), onSystem: reachSchema }),
  ]),
});

/** The schema of the index columns. */
export const indexRowSchema: z.ZodType<IndexRow> = z.strictObject({
  scenario: z.string().min(1),
  violated: z.string().min(1),
  length: z.string().min(1),
});

const schemaOfListed: z.ZodType<ListedScenario> = z.looseObject({ ...commonFields, indexRow: indexRowSchema });

/** The parsed scenario, or the errors in the value, each with its place. */
export function parseScenario(value: unknown): { readonly scenario: Scenario | ListedScenario } | { wrong: string } {
  const isListed = typeof value === 'object' && value !== null && 'indexRow' in value;
  return parseBy<Scenario | ListedScenario>(isListed ? schemaOfListed : schemaOfRun, value);
}

/** The value by a schema of a scenario, or the errors in the value, each with its place. */
export function parseBy<T>(schema: z.ZodType<T>, value: unknown): { readonly scenario: T } | { wrong: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { scenario: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${['scenario', ...issue.path].join('.')}: ${issue.message}`);
  return { wrong: issues.join('; ') };
}
