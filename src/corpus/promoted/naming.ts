import { UserError } from '../../kernel/user-error.ts';
import type { FailureMode } from '../failure-modes.ts';

/** The names of a failure mode. */
export interface Naming {
  /** For example `FM_001`. */
  readonly id: string;
  /** For example `FM_001_duplicate_retry`. */
  readonly folder: string;
  readonly title: string;
}

/** A name, a number or a title that a failure mode cannot have. */
export class BadName extends UserError {
  override name = 'BadName';
}

/** A person's choice of names for a new failure mode. */
export interface ChosenNaming {
  /** Lower-case words with `_` between them. */
  readonly name: string;
  /** Default: the first free number. */
  readonly number?: number;
  /** Default: the name. */
  readonly title?: string;
}

/** Throws `BadName` where a name is not made of lower-case words with `_` between them. */
export function assertName(name: string): void {
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) && name.length <= 60) return;
  throw new BadName(
    `'${name}' is no name of a failure mode: lower-case words with _ between them, such as stale_token`,
  );
}

/**
 * The number, the folder and the title of a new failure mode of this subject, given the existing modes. The subject
 * has the 99 numbers after `before`. Throws `BadName` where the name or the number is taken or invalid.
 */
export function namingOf(
  { name, number, title }: ChosenNaming,
  modes: readonly Pick<FailureMode, 'id' | 'folder'>[],
  { subject, before }: { readonly subject: string; readonly before: number },
): Naming {
  assertName(name);
  const taken = modes.find(({ folder }) => folder.slice('FM_000_'.length) === name);
  if (taken !== undefined) throw new BadName(`the name '${name}' is taken, by ${taken.folder}`);
  const used = new Set(modes.map(({ id }) => Number(id.slice('FM_'.length))));
  const free = Array.from({ length: 99 }, (_, index) => before + index + 1).filter((one) => !used.has(one));
  const chosen = number ?? free[0];
  if (chosen === undefined) throw new BadName(`all numbers of ${subject} are in use`);
  if (used.has(chosen)) throw new BadName(`number ${chosen} is in use; ${free[0]} is free`);
  if (!free.includes(chosen)) {
    throw new BadName(`the numbers of ${subject} are ${before + 1} to ${before + 99}, and ${chosen} is none`);
  }
  const id = `FM_${String(chosen).padStart(3, '0')}`;
  return { id, folder: `${id}_${name}`, title: titleOf(title ?? name.replaceAll('_', ' ')) };
}

function titleOf(text: string): string {
  const title = text.trim();
  if (title === '' || title.length > 80 || /[\p{Cc}`<>]/u.test(title)) {
    throw new BadName('a title is one line of 1 to 80 characters, without `, < and >');
  }
  return title.charAt(0).toUpperCase() + title.slice(1);
}
