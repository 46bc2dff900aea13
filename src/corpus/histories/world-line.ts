import { z } from 'zod';
import type { SetupNames } from '../../kernel/counterexample.ts';
import type { HistoryFailure } from '../../kernel/operation.ts';

/** In which world the operations of a history took place, and what was seen once every actor rested. */
export interface HistoryWorld extends SetupNames {
  /** The states in which the history may begin: each a state of the model, and which names of the system stand for its own. */
  readonly initial: readonly {
    readonly state: unknown;
    readonly names: readonly (readonly [ofModel: string | number, ofSystem: string | number])[];
  }[];
  /** `null`: the system failed before the view was read. */
  readonly look: { readonly seen: unknown } | null;
  /** How the system failed, where there is no look. */
  readonly failure?: HistoryFailure | undefined;
}

const name = z.union([z.string(), z.number()]);
const line = z.strictObject({
  world: z.strictObject({
    subject: z.string(),
    system: z.string(),
    policies: z.record(z.string(), z.boolean()),
    scope: z.record(z.string(), z.number()),
    initial: z.array(z.strictObject({ state: z.unknown(), names: z.array(z.tuple([name, name])) })).min(1),
    look: z.strictObject({ seen: z.unknown() }).nullable(),
    failure: z
      .strictObject({
        failed: z.union([z.int().nonnegative(), z.literal('view'), z.literal('fault')]),
        details: z.string(),
      })
      .exactOptional(),
  }),
});

/** The world of a line; `null` where the line is none of a world; or what is wrong with the line. */
export function worldOfLine(text: string): HistoryWorld | string | null {
  if (!/^\s*\{\s*"world"/.test(text)) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the line is no JSON';
  }
  const parsed = line.safeParse(json);
  return parsed.success
    ? parsed.data.world
    : 'the line is no world: it needs a subject, a system, policies, a scope, initial states and a look';
}

export function formatWorldLine({ subject, system, policies, scope, initial, look, failure }: HistoryWorld): string {
  return JSON.stringify({ world: { subject, system, policies, scope, initial, look, failure } });
}
