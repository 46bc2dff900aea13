import type { Command, Outcome } from '../kernel/model.ts';
import type { Operation } from '../kernel/operation.ts';
import { UnsoundModel } from '../kernel/unsound-model.ts';
import type { Specification } from './specification.ts';

/**
 * The parts of a history without a common key, as lists of indexes, the smallest first. The operations of the clock have an
 * order of their own, so they are in one part.
 */
export function partsOf<State, C extends Command, O extends Outcome>(
  { partition, isOfClock }: Pick<Specification<State, C, O>, 'partition' | 'isOfClock'>,
  history: readonly Operation<C, O>[],
): readonly (readonly number[])[] {
  const whole = [history.map((_, index) => index)];
  if (partition === undefined) return whole;
  const parents: number[] = [];
  const rootOf = (node: number): number => {
    let root = node;
    while (parents[root] !== root) root = parents[root] ?? root;
    for (let at = node; at !== root;) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const nodes = new Map<string, number>();
  const newNode = (): number => parents.push(parents.length) - 1;
  function nodeOf(key: string): number {
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const node = newNode();
    nodes.set(key, node);
    return node;
  }
  let clock = -1;
  const nodeOfOperation: number[] = [];
  for (const { actor, command, outcome } of history) {
    const keys = partition(command, outcome);
    if (keys === null) return whole;
    if (!Array.isArray(keys))
      throw new UnsoundModel(`the model’s partition gives no list of keys for ${JSON.stringify(command)}`);
    const own = newNode();
    for (const key of keys) parents[rootOf(nodeOf(key))] = rootOf(own);
    if (actor === null || isOfClock(command)) {
      if (clock < 0) clock = own;
      parents[rootOf(clock)] = rootOf(own);
    }
    nodeOfOperation.push(own);
  }
  const parts = new Map<number, number[]>();
  for (const [index, node] of nodeOfOperation.entries()) {
    const root = rootOf(node);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [index]);
    else part.push(index);
  }
  return [...parts.values()].sort((a, b) => a.length - b.length);
}
