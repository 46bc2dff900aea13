import type { DrawnGraph } from '../kernel/drawn-graph.ts';

/** The text of a file in Graphviz's dot language. Edges between the same two states share a line; violations are red. */
export function dotOf({ title, states, edges }: DrawnGraph): string {
  const lines = states.map(({ tooltip, violated }, number) => {
    const label = [String(number), ...violated].join('\n');
    const border = number === 0 ? { peripheries: '2' } : {};
    return `  ${number} ${attributes({ label, ...border, ...(violated.length > 0 && broken), tooltip })};`;
  });
  const drawn = Map.groupBy(edges, ({ from, to }) => `${from} -> ${to}`);
  for (const [ends, between] of drawn) {
    const label = between.map((edge) => [edge.label, ...edge.violated].join(' ✗ ')).join('\n');
    const isBroken = between.some(({ violated }) => violated.length > 0);
    lines.push(`  ${ends} ${attributes({ label, ...(isBroken && broken) })};`);
  }
  return `digraph states {\n  graph ${attributes({ label: title, labelloc: 't' })};\n${lines.join('\n')}\n}\n`;
}

const broken = { color: 'red', fontcolor: 'red', penwidth: '2' };

function attributes(values: Readonly<Record<string, string>>): string {
  return `[${Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(', ')}]`;
}

/** Graphviz reads a backslash as the beginning of an escape, and `&` as that of an entity. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('&', '&amp;').replaceAll('"', '\\"');
  return `"${escaped.replaceAll('\n', '\\n')}"`;
}
