/** A graph of states, for Graphviz. */
export interface DotGraph {
  readonly title: string;
  /** The first is where everything begins. */
  readonly states: readonly DotState[];
  readonly edges: readonly DotEdge[];
}

export interface DotState {
  /** All of it, shown where a viewer shows tooltips. */
  readonly tooltip: string;
  /** What falls here. */
  readonly fallen: readonly string[];
}

export interface DotEdge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** What falls across it. */
  readonly fallen: readonly string[];
}

/** The text of a file in Graphviz's dot language. Edges between the same two states are drawn as one; what falls is red. */
export function dotOf({ title, states, edges }: DotGraph): string {
  const lines = states.map(({ tooltip, fallen }, number) => {
    const label = [String(number), ...fallen].join('\n');
    const border = number === 0 ? { peripheries: '2' } : {};
    return `  ${number} ${attributes({ label, ...border, ...(fallen.length > 0 && broken), tooltip })};`;
  });
  const drawn = Map.groupBy(edges, ({ from, to }) => `${from} -> ${to}`);
  for (const [ends, between] of drawn) {
    const label = between.map((edge) => [edge.label, ...edge.fallen].join(' ✗ ')).join('\n');
    const isBroken = between.some(({ fallen }) => fallen.length > 0);
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
