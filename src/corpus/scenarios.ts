import { z } from 'zod';
import type { RaceScenario } from './race-scenario.ts';
import { raceViolationKind } from './race-trace.ts';
import type { AnyScenario, IndexRow, ListedScenario, Scenario } from './scenario.ts';

const commandSchema = z.looseObject({ type: z.string(), fault: z.string().exactOptional() });

/** The schema of the common fields. */
const commonFields: Readonly<Record<keyof AnyScenario, z.ZodString>> = {
  id: z.string().regex(/^FM_\d{3}$/),
  title: z.string().min(1),
  subject: z.string(),
  foundBy: z.string().min(1),
};

const reachSchema = z.strictObject({ further: z.int().positive(), atLeast: z.int().nonnegative() });

const schemaOfRun: z.ZodType<Scenario> = z.strictObject({
  ...commonFields,
  subjectFile: z.string().exactOptional(),
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
    z.strictObject({ by: z.literal('system'), system: z.string(), onSystem: reachSchema }),
  ]),
});

const schemaOfRace: z.ZodType<RaceScenario> = z.strictObject({
  ...commonFields,
  subjectFile: z.string().exactOptional(),
  system: z.string(),
  without: z.array(z.string()),
  scope: z.record(z.string(), z.int().nonnegative()),
  before: z.array(commandSchema),
  atOnce: z.array(z.strictObject({ actor: z.string(), commands: z.array(commandSchema).min(1) })).min(2),
  violation: raceViolationKind,
  promise: z.string().exactOptional(),
  prevention: z.discriminatedUnion('by', [
    z.strictObject({ by: z.enum(['policy', 'fix']), preemptions: z.int().nonnegative() }),
    z.strictObject({ by: z.literal('system'), system: z.string(), preemptions: z.int().nonnegative() }),
  ]),
});

/** The schema of the index columns. */
const indexRowSchema: z.ZodType<IndexRow> = z.strictObject({
  scenario: z.string().min(1),
  violated: z.string().min(1),
  length: z.string().min(1),
});

const schemaOfListed: z.ZodType<ListedScenario> = z.looseObject({ ...commonFields, indexRow: indexRowSchema });

/** A scenario of any kind: a run of commands, a race, or one of another kind that has its own tests. */
export type FailureModeScenario = Scenario | RaceScenario | ListedScenario;

/** The parsed scenario, or the errors in the value, each with its place. */
export function parseScenario(value: unknown): { readonly scenario: FailureModeScenario } | { wrong: string } {
  const has = (field: string): boolean => typeof value === 'object' && value !== null && field in value;
  const schema = has('indexRow') ? schemaOfListed : has('atOnce') ? schemaOfRace : schemaOfRun;
  return parseBy<FailureModeScenario>(schema, value);
}

/** The value by a schema of a scenario, or the errors in the value, each with its place. */
function parseBy<T>(schema: z.ZodType<T>, value: unknown): { readonly scenario: T } | { wrong: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { scenario: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${['scenario', ...issue.path].join('.')}: ${issue.message}`);
  return { wrong: issues.join('; ') };
}
