import type { Token } from './literals.ts';

/** A piece of SQL, or all that stands between two parentheses. */
export type Node = Token | Group;

export interface Group {
  readonly kind: 'group';
  readonly nodes: readonly Node[];
  /** Of its parentheses. */
  readonly start: number;
  readonly end: number;
}

/** Puts what stands between parentheses into groups. */
export function treeOf(tokens: readonly Token[]): Node[] {
  const open: { start: number; nodes: Node[] }[] = [{ start: 0, nodes: [] }];
  for (const token of tokens) {
    const { text, start, end } = token;
    if (text === '(') {
      open.push({ start, nodes: [] });
    } else if (text === ')' && open.length > 1) {
      const closed = open.pop();
      if (closed !== undefined) open.at(-1)?.nodes.push({ kind: 'group', ...closed, end });
    } else {
      open.at(-1)?.nodes.push(token);
    }
  }
  const [all] = open;
  if (all === undefined || open.length > 1) throw new Error('a parenthesis in the SQL is not closed');
  return all.nodes;
}

export function isWord(node: Node | undefined, ...words: readonly string[]): boolean {
  return node?.kind === 'word' && words.includes(node.text);
}

/** The runs of nodes between the signs. */
export function splitAt(nodes: readonly Node[], sign: string): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (node.kind === 'sign' && node.text === sign) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** The runs of nodes that begin where `begins` says so, told the run until there, the node, and the next one. */
export function splitBefore(
  nodes: readonly Node[],
  begins: (run: readonly Node[], node: Node, next: Node | undefined) => boolean,
): Node[][] {
  const runs: Node[][] = [];
  for (const [index, node] of nodes.entries()) {
    const run = runs.at(-1);
    if (run === undefined || begins(run, node, nodes[index + 1])) runs.push([node]);
    else run.push(node);
  }
  return runs;
}

/** Something to take away: `replacement` comes in the place of `nodes`. */
export interface Removal {
  /** The table and column of a constraint, or the constant that a statement was written for. */
  readonly place: string;
  readonly nodes: readonly Node[];
  readonly replacement: (text: string) => string;
}

export function gone(): string {
  return '';
}
