import type { AnySubject } from '../kernel/subject.ts';
import { allPolicies } from '../kernel/subject.ts';
import { paragraph } from './wrapped.ts';

/** The sentences of invariants, by name, in the order of names. */
export function renderLegend(sentences: Readonly<Record<string, string>>): string[] {
  return Object.entries(sentences)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, sentence]) => paragraph(`${name}: ${sentence}`));
}

/** The sentence of each invariant of a subject, by its name. */
export function sentencesOf(subject: AnySubject): Record<string, string> {
  const { invariants, settled } = subject.model(allPolicies(subject), subject.scopes[subject.defaultScope] ?? {});
  return Object.fromEntries([...invariants, ...settled].map(({ id, says }) => [id, says]));
}
