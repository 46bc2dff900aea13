import type { Patch } from '../planted-bug.ts';
import { lineOf } from '../planted-bug.ts';
import { clauseRemovals } from './conditions.ts';
import { constraintRemovals } from './constraints.ts';
import type { SqlLiteral } from './literals.ts';
import { sqlLiterals } from './literals.ts';
import type { Removal } from './tree.ts';
import { isWord, splitAt, treeOf } from './tree.ts';

/** A patch that puts one condition or constraint of the SQL in a source out of action. */
export interface Mutation extends Required<Omit<Patch, 'file'>> {
  readonly line: number;
  /** The table and column of a constraint, or the constant that the SQL was written for. */
  readonly place: string;
  /** The condition or constraint that is out of action. */
  readonly removed: string;
}

/** A patch for each condition and constraint of the SQL in a source, in their order. */
export function mutationsOf(source: string): Mutation[] {
  const literals = sqlLiterals(source);
  return literals
    .flatMap((literal) => removalsOf(literal))
    .filter((removal) => !holdsLiteral(removal, literals))
    .map((removal) => mutationOf(source, removal))
    .toSorted((a, b) => a.line - b.line);
}

function removalsOf({ name, tokens }: SqlLiteral): Removal[] {
  return splitAt(treeOf(tokens), ';').flatMap((statement) => {
    if (isWord(statement[0], 'END')) return [];
    if (!isWord(statement[0], 'CREATE')) return clauseRemovals(name, statement);
    // The statements of a trigger begin within it, and each ends with a sign like any other.
    const begin = statement.findIndex((node) => isWord(node, 'BEGIN'));
    return begin < 0 ? constraintRemovals(statement) : clauseRemovals(name, statement.slice(begin + 1));
  });
}

/** SQL inside a `${…}` is a literal of its own: it is taken away there. */
function holdsLiteral({ nodes: [hole, ...others] }: Removal, literals: readonly SqlLiteral[]): boolean {
  if (hole?.kind !== 'hole' || others.length > 0) return false;
  return literals.some(
    ({ tokens: [first] }) => first !== undefined && hole.start < first.start && first.end < hole.end,
  );
}

function mutationOf(source: string, { place, nodes, replacement }: Removal): Mutation {
  const start = nodes[0]?.start ?? 0;
  const end = nodes.at(-1)?.end ?? start;
  const text = source.slice(start, end);
  const patch = { at: start, replaces: text, by: replacement(text) };
  return {
    ...patch,
    line: lineOf(source, { file: place, ...patch }),
    place,
    removed: text.replace(/^,/, '').replaceAll(/\s+/g, ' ').trim(),
  };
}
