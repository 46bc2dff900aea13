import type { FailureModeScenario } from '../scenarios.ts';
import type { ChosenNaming, Naming } from './naming.ts';
import { namingOf } from './naming.ts';
import type { Published, PublishOptions } from './publish.ts';
import { assertPublishable, publish, publishedIn } from './publish.ts';

export interface PublishNamedOptions extends ChosenNaming, PublishOptions {
  /** The subject has the 99 numbers after this one. Default: 0. */
  readonly numbersAfter?: number;
  /** Called once the names are known, before the work that takes long. */
  readonly onNaming?: (naming: Naming) => void;
}

/** The result of publishing under chosen names, with the names and the contents of the files. */
export type PublishedNamed<Contents> =
  | (Exclude<Published, { verdict: 'interrupted' }> & { readonly naming: Naming; readonly contents: Contents })
  | Extract<Published, { verdict: 'interrupted' }>;

/**
 * Names a failure mode of a subject, writes it and publishes it after its tests have passed. Throws `BadName` where the
 * name, the number or the title is invalid or taken.
 */
export async function publishNamed<Contents extends { readonly scenario: FailureModeScenario }>(
  subject: string,
  write: (naming: Naming) => Promise<{ readonly contents: Contents; readonly files: ReadonlyMap<string, string> }>,
  options: PublishNamedOptions,
): Promise<PublishedNamed<Contents>> {
  await assertPublishable(options);
  const naming = await findNaming(subject, options);
  options.onNaming?.(naming);
  try {
    const { contents, files } = await write(naming);
    const published = await publish({ naming, scenario: contents.scenario, files }, options);
    return published.verdict === 'interrupted' ? published : { ...published, naming, contents };
  } catch (error) {
    if (options.signal?.aborted === true) return { verdict: 'interrupted' };
    throw error;
  }
}

/** A failure mode that is overwritten keeps its number. */
async function findNaming(
  subject: string,
  { failureModes, overwrite = false, numbersAfter: before = 0, ...chosen }: PublishNamedOptions,
): Promise<Naming> {
  const modes = await publishedIn(failureModes);
  const replaced = modes.find(({ folder }) => overwrite && folder.slice('FM_000_'.length) === chosen.name);
  if (replaced === undefined) return namingOf(chosen, modes, { subject, before });
  const number = Number(replaced.id.slice('FM_'.length));
  const others = modes.filter((mode) => mode !== replaced);
  const isOther = chosen.number !== undefined && chosen.number !== number;
  return namingOf({ ...chosen, number }, isOther ? modes : others, { subject, before });
}
