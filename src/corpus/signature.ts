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
  const signature = sorted({ ...findingOf(trace), commands: inOrderOfUse(commands, symmetry) });
  const digits = createHash('sha256').update(JSON.stringify(signature)).digest('hex').slice(0, 12);
  return `${findingName(trace)}.${digits}.json`;
}

/** The beginning of all file names of the same finding; files of other findings may share the beginning. */
export function findingName({ subject, system, policies, violation }: Trace): string {
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const setUp = off.length === 0 ? 'as-shipped' : `without-${off.toSorted().join('+')}`;
  return [subject, system, setUp, violation.name].map(forFile).join('.');
}

/** A text as a part of a file's name. */
export function forFile(text: string): string {
  return text.replaceAll(/[^\w+-]+/g, '-').slice(0, 50);
}

function inOrderOfUse(commands: readonly Command[], symmetry: readonly (readonly string[])[]): readonly Command[] {
  const used = [...new Set(commands.flatMap((command) => Object.values(command) as unknown[]))];
  const newNames = symmetry.flatMap((group) =>
    used
      .filter((value): value is string => group.includes(value as string))
      .map((name, index): [string, string] => [name, group[index] ?? name]),
  );
  return renameJson(commands, new Map(newNames));
}

/** The same value with every record's keys in the order of their texts. */
function sorted(value: unknown): unknown {
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
  const lengths = a.commands.length - b.commands.length;
  if (lengths !== 0) return lengths;
  const proofs = Number(b.certificate?.kind === 'minimal') - Number(a.certificate?.kind === 'minimal');
  if (proofs !== 0) return proofs;
  const [one, other] = [JSON.stringify(sorted(a.commands)), JSON.stringify(sorted(b.commands))];
  return one === other ? 0 : one < other ? -1 : 1;
}
