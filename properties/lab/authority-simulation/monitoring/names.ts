import { parser } from '@prometheus-io/lezer-promql';
import { createExporter } from '../../../../src/lab/authority-simulation/simulation/metrics.ts';

/** The names of the series that an expression asks for. Throws where it is no PromQL. */
export function namesIn(expression: string): string[] {
  const names: string[] = [];
  parser.parse(expression).iterate({
    enter({ type, name, from, to }) {
      if (type.isError) throw new Error(`no PromQL from character ${from} on: ${expression}`);
      if (name === 'Identifier') names.push(expression.slice(from, to));
    },
  });
  return names;
}

/** The names of all series that are exported, and `up`, which Prometheus adds for everybody whom it asks. */
export async function exportedNames(): Promise<ReadonlySet<string>> {
  const text = await createExporter().text();
  const metrics = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  const names = metrics.flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
  );
  return new Set([...names, 'up']);
}
