import type { Program } from './actor.ts';
import type { Interleaving, InterleaveOptions } from './interleave.ts';
import { interleave } from './interleave.ts';
import type { Stage } from './stage.ts';

/**
 * Every interleaving of the statements of these programs. Each interleaving differs from the earlier ones in the
 * session that goes on at some step.
 */
export async function* everyInterleaving<Result>(
  stage: Stage,
  programs: readonly Program<Result>[],
  options: InterleaveOptions,
): AsyncGenerator<Interleaving<Result>, void, undefined> {
  let schedule: readonly number[] | null = [];
  while (schedule !== null) {
    const interleaving: Interleaving<Result> = await interleave(stage, programs, schedule, options);
    yield interleaving;
    schedule = next(interleaving);
  }
}

/** The same choices up to the last step at which a later session could have gone on; there, the next session. */
function next({ choices, options }: Pick<Interleaving<unknown>, 'choices' | 'options'>): readonly number[] | null {
  const last = choices.findLastIndex((choice, step) => choice + 1 < (options[step] ?? 0));
  return last === -1 ? null : [...choices.slice(0, last), (choices[last] ?? 0) + 1];
}
