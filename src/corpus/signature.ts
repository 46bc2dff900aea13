import { createHash } from 'node:crypto';
import { renameJson, sameJson } from '../kernel/json.ts';
import type { Command } from '../kernel/model.ts';
import type { Trace } from './trace.ts';

/** Whether two traces show the same finding: the same violation of the same subject, on the same system, under the same policies. */
export function isSameFinding(a: Trace, b: Trace): boolean {
  return sameJson(findingOf(a), findingOf(b));
}

function findingOf({ subject, system, policies, violation: { kind, name, where } }: Trace): object {
  return { subject, system, policies, kind, name, ...(where !== undefined && { where }) };
}

/**
 * The name of a trace's file: the finding in words, for a person, and a hash of twelve digits of the finding and its
 * commands. The hash replaces interchangeable names of the model by the order of their first use.
 */
export function fileNameOf(trace: Trace, symmetry: readonly (readonly string[])[]): string {
  const commands = [trace.commands, trace.recovery ?? []].flat();
  return `${findingName(trace)}.${digitsOf({ ...findingOf(trace), commands: inOrderOfUse(commands, symmetry) })}.json`;
}

/** Twelve digits that stand for a value, whatever the order of its keys. */
export function digitsOf(value: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 12);
}

/** The beginning of all file names of the same finding; files of other findings may share the beginning. */
export function findingName({ subject, system, policies, violation }: Trace): string {
  return [subject, system, wordsOfPolicies(policies), violation.name].map(forFile).join('.');
}

/** The policies that are off, for the name of a file. */
export function wordsOfPolicies(policies: Trace['policies']): string {
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  return off.length === 0 ? 'as-shipped' : `without-${off.toSorted().join('+')}`;
}

/** A text as a part of a file's name. */
export function forFile(text: string): string {
  return text.replaceAll(/[^\w+-]+/g, '-').slice(0, 50);
}

/** The commands with interchangeable names in the order of their first use. */
export function inOrderOfUse(
  commands: readonly Command[],
  symmetry: readonly (readonly string[])[],
): readonly Command[] {
  const used = [...new Set(commands.flatMap((command) => Object.values(command) as unknown[]))];
  const newNames = symmetry.flatMap((group) =>
    used
      .filter((value): value is string => group.includes(value as string))
      .map((name, index): [string, string] => [name, group[index] ?? name]),
  );
  return renameJson(commands, new Map(newNames));
}

/** The same value with every record's keys in the order of their texts. */
export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/**
 * Compares two traces of the same finding, negative where the first is better: the shorter run, then the run with a
 * `minimal` certificate, then the first in the order of their texts, so that the order of writing makes no difference.
 */
export function compareTraces(a: Trace, b: Trace): number {
  return compareLists(ranksOf(a), ranksOf(b));
}

function ranksOf({ commands, certificate }: Trace): (number | string)[] {
  return [commands.length, certificate?.kind === 'minimal' ? 0 : 1, JSON.stringify(sorted(commands))];
}

/** Compares two lists by the first place at which they differ: negative where the first is less there. */
export function compareLists(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  const [one = 0, other = 0] = [a[at], b[at]];
  return one === other ? 0 : one < other ? -1 : 1;
}
