import type { Node, Removal } from './tree.ts';
import { gone, isWord, splitBefore } from './tree.ts';

/** Each constraint of a CREATE TABLE, or the UNIQUE of a CREATE INDEX. */
export function constraintRemovals(create: readonly Node[]): Removal[] {
  const nameAfter = (word: string): string => textOf(create[create.findIndex((node) => isWord(node, word)) + 1]);
  if (!isWord(create[1], 'TABLE'))
    return named(
      nameAfter('INDEX'),
      create.filter((node) => isWord(node, 'UNIQUE')),
    );
  const table = nameAfter('TABLE');
  const columns = create.find((node) => node.kind === 'group')?.nodes ?? [];
  const items = splitBefore(columns, (_run, node) => node.kind === 'sign' && node.text === ',');
  return [
    ...items.flatMap((item) => itemRemovals(table, item)),
    ...named(
      table,
      create.filter((node) => isWord(node, 'STRICT')),
    ),
  ];
}

/** An item is a column with its constraints, or a constraint of the table; all but the first begin with their comma. */
function itemRemovals(table: string, item: readonly Node[]): Removal[] {
  const [first, ...rest] = item[0]?.kind === 'sign' ? item.slice(1) : item;
  if (isWord(first, 'UNIQUE', 'PRIMARY', 'CHECK', 'FOREIGN', 'CONSTRAINT')) {
    return [{ place: table, nodes: item, replacement: gone }];
  }
  const beginnings = ['NOT', 'UNIQUE', 'PRIMARY', 'CHECK', 'REFERENCES'];
  return splitBefore(rest, (_run, node) => isWord(node, ...beginnings, 'DEFAULT'))
    .filter(([node]) => isWord(node, ...beginnings))
    .map((nodes) => ({ place: `${table}.${textOf(first)}`, nodes, replacement: gone }));
}

function named(place: string, nodes: readonly Node[]): Removal[] {
  return nodes.map((node) => ({ place, nodes: [node], replacement: gone }));
}

function textOf(node: Node | undefined): string {
  return node === undefined || node.kind === 'group' ? '' : node.text;
}
