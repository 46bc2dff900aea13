import { z } from 'zod';
import type { MatrixPlace, MatrixSchedule } from '../kernel/matrix.ts';
import { both } from '../kernel/matrix.ts';
import type { Command } from '../kernel/model.ts';

/** What each scenario of a failure mode says of itself. */
interface AnyScenario {
  /** Such as `FM_001`. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  /** How it came to be known. */
  readonly foundBy: string;
}

/** What a failure mode's `scenario.ts` exports as `scenario`: data that the model and every system can be run with. */
export interface Scenario extends AnyScenario {
  /** The policies that are off. */
  readonly without: readonly string[];
  readonly scope: Readonly<Record<string, number>>;
  readonly commands: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** Taken after the commands, where another order of recovery than that of random runs shows it. */
  readonly recovery?: readonly (Command & Readonly<Record<string, unknown>>)[];
  /** The invariants that fall, by id: on the way, and once recovery is done. What only a system shows: where it parts from the model, or what it throws. */
  readonly breaks: {
    readonly during: readonly string[];
    readonly settled: readonly string[];
    readonly onSystem?: { readonly system: string; readonly name: string };
  };
}

/** Or this: a cell of the subject's matrix, and an order of statements in which it breaks. No policy is off. */
export interface MatrixScenario extends AnyScenario, MatrixPlace {
  readonly schedule: MatrixSchedule;
  /** The other patterns that break under the same setting: the same failure mode, written otherwise. */
  readonly alsoIn: readonly string[];
  /** The invariant that is broken, by id. */
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

/** The scenario that this is, or what is wrong with it: place and complaint, one after the other. */
export function parseScenario(value: unknown): { readonly scenario: Scenario | MatrixScenario } | { wrong: string } {
  const isCell = typeof value === 'object' && value !== null && ('schedule' in value || 'pattern' in value);
  const parsed = isCell ? schemaOfCell.safeParse(value) : schemaOfRun.safeParse(value);
  if (parsed.success) return { scenario: parsed.data };
  const issues = parsed.error.issues.map((issue) => `${['scenario', ...issue.path].join('.')}: ${issue.message}`);
  return { wrong: issues.join('; ') };
}
