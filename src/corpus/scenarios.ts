import { z } from 'zod';
import type { MatrixPlace, MatrixSchedule } from '../kernel/matrix.ts';
import { both } from '../kernel/matrix.ts';
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
}

/** Or: a cell of the subject's matrix, and a schedule of statements that violates the invariant. No policy is off. */
export interface MatrixScenario extends AnyScenario, MatrixPlace {
  readonly schedule: MatrixSchedule;
  /** The other patterns that violate the invariant under the same setting: the same failure mode, in other code. */
  readonly alsoIn: readonly string[];
  /** The violated invariant, by id. */
  readonly breaks: string;
}

const commandSchema = z.looseObject({ type: z.string(), fault: z.string().exactOptional() });

const common = {
  id: z.string().regex(/^FM_\d{3}$/),
  title: z.string().min(1),
  subject: z.string(),
  foundBy: z.string().min(1),
};

const schemaOfRun: z.ZodType<Scenario> = z.strictObject({
  ...common,
  without: z.array(z.string()),
  scope: z.record(z.string(), z.int().nonnegative()),
  commands: z.array(commandSchema),
  recovery: z.array(commandSchema).exactOptional(),
  breaks: z.strictObject({
    during: z.array(z.string()),
    settled: z.array(z.string()),
    onSystem: z.strictObject({ system: z.string(), name: z.string() }).exactOptional(),
  }),
});

const schemaOfCell: z.ZodType<MatrixScenario> = z.strictObject({
  ...common,
  pattern: z.string().min(1),
  setting: z.string().min(1),
  schedule: z.array(z.enum(both)).min(1),
  alsoIn: z.array(z.string().min(1)),
  breaks: z.string().min(1),
});

/** The parsed scenario, or the errors in the value, each with its place. */
export function parseScenario(value: unknown): { readonly scenario: Scenario | MatrixScenario } | { wrong: string } {
  const isCell = typeof value === 'object' && value !== null && ('schedule' in value || 'pattern' in value);
  const parsed = isCell ? schemaOfCell.safeParse(value) : schemaOfRun.safeParse(value);
  if (parsed.success) return { scenario: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${['scenario', ...issue.path].join('.')}: ${issue.message}`);
  return { wrong: issues.join('; ') };
}
