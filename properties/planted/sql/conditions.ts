import type { Group, Node, Removal } from './tree.ts';
import { gone, isWord, splitBefore } from './tree.ts';

/** Words that begin a clause. ON is that of ON CONFLICT: the queue joins nothing. */
const clauseWords = 'SELECT INSERT UPDATE DELETE FROM SET VALUES WHERE ORDER LIMIT RETURNING ON'.split(' ');

/**
 * What can be taken from a statement, or from a piece of one that begins within its condition: each condition, ORDER
 * BY, LIMIT, ON CONFLICT. A condition stays in the text but decides nothing, so that its parameters remain. An order
 * is reversed: rows that may come in any order may come in that one.
 */
export function clauseRemovals(place: string, nodes: readonly Node[]): Removal[] {
  const clauses = splitBefore(nodes, (_run, node) => isWord(node, ...clauseWords));
  return clauses.flatMap((clause) => {
    const [first, ...rest] = clause;
    if (isWord(first, 'WHERE')) return conditionRemovals(place, rest);
    if (isWord(first, 'ORDER')) return [{ place, nodes: clause, replacement: (text) => `${text} DESC` }];
    if (isWord(first, 'LIMIT', 'ON')) return [{ place, nodes: clause, replacement: gone }];
    return isWord(first, ...clauseWords) ? insideOf(place, clause) : conditionRemovals(place, clause);
  });
}

function conditionRemovals(place: string, nodes: readonly Node[]): Removal[] {
  return operandsOf(nodes).flatMap((operand) => {
    const removal = { place, nodes: operand.nodes, replacement: decidingNothing(operand) };
    return [removal].concat(insideOf(place, operand.nodes));
  });
}

/** What can be taken away inside of parentheses: they hold a sub-select, or conditions, or something else around those. */
function insideOf(place: string, nodes: readonly Node[]): Removal[] {
  const [only, ...others] = nodes;
  if (only?.kind === 'group' && others.length === 0 && !isSubselect(only)) {
    const whole = only.nodes.length;
    // Whatever is alone between its parentheses goes with them.
    return conditionRemovals(place, only.nodes).filter((removal) => removal.nodes.length < whole);
  }
  return nodes
    .filter((node) => node.kind === 'group')
    .flatMap((group) => (isSubselect(group) ? clauseRemovals(place, group.nodes) : insideOf(place, group.nodes)));
}

function isSubselect({ nodes: [first] }: Group): boolean {
  return isWord(first, 'SELECT');
}

interface Operand {
  readonly nodes: readonly Node[];
  /** Comes out of a `${…}` together with the word that ties it to the rest, or not at all. */
  readonly isFragment: boolean;
  readonly isDisjunct: boolean;
}

function operandsOf(nodes: readonly Node[]): Operand[] {
  const runs = splitBefore(nodes, beginsOperand);
  return runs.flatMap((run, index) => {
    const isTied = isWord(run[0], 'AND', 'OR');
    const operand = isTied ? run.slice(1) : run;
    const isDisjunct = isWord(run[0], 'OR') || isWord(runs[index + 1]?.[0], 'OR');
    const isTrue = operand.length === 1 && isWord(operand[0], 'TRUE');
    return isTrue || operand.length === 0 ? [] : [{ nodes: operand, isFragment: !isTied && index > 0, isDisjunct }];
  });
}

const wantsOperand = ['AND', 'OR', 'NOT', 'IN', 'IS', 'LIKE', 'BETWEEN'];

function beginsOperand(run: readonly Node[], node: Node): boolean {
  const last = run.at(-1);
  if (node.kind === 'hole') return last?.kind !== 'sign' && !isWord(last, ...wantsOperand);
  const betweenAt = run.findLastIndex((earlier) => isWord(earlier, 'BETWEEN'));
  const isOfBetween = betweenAt > run.findLastIndex((earlier) => isWord(earlier, 'AND'));
  return isWord(node, 'OR') || (isWord(node, 'AND') && !isOfBetween);
}

function decidingNothing({ isFragment, isDisjunct }: Operand): Removal['replacement'] {
  if (isFragment) return gone;
  return (text) => (isDisjunct ? `(${text} AND FALSE)` : `(${text} OR TRUE)`);
}
