/** A node of the parser's tree. Its other properties depend on its type. */
export interface SyntaxNode extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Every node of a tree, the outer ones first. */
export function* nodesIn(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) yield value;
  for (const part of Object.values(value)) yield* nodesIn(part);
}

export function lineOf(source: string, node: SyntaxNode): number {
  return source.slice(0, Number(node['start'])).split('\n').length;
}
