import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Instant } from './functions.ts';
import { queryOf } from './promql.ts';
import type { Labels, Scraped } from './series.ts';
import { textOf } from './series.ts';

/** An alert as a file has it. */
export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: 'warning' | 'critical' };
  readonly annotations: { readonly summary?: string | undefined; readonly description?: string | undefined };
}

const durationText = z.string().regex(/^\d+[sm]$/);

/** What Prometheus takes for a file of rules, as far as it is used here; anything else in it is a mistake. */
const rulesFile: z.ZodType<{ readonly groups: readonly { readonly rules: readonly Rule[] }[] }> = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      interval: durationText,
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z]\w+$/),
          expr: z.string(),
          for: durationText,
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']), page: z.literal('true').optional() }),
          annotations: z.strictObject({ summary: z.string().optional(), description: z.string().optional() }),
        }),
      ),
    }),
  ),
});

const folder = new URL('../../../../src/lab/authority-simulation/monitoring/', import.meta.url);

/** The rules of a file in `src/lab/authority-simulation/monitoring`. */
export function rulesIn(file: string): readonly Rule[] {
  const text = readFileSync(new URL(file, folder), 'utf8');
  return rulesFile.parse(parse(text)).groups.flatMap(({ rules }) => rules);
}

/** An alert with one set of labels, and the scrapes at which it fires. */
export interface Firing {
  readonly labels: Labels;
  readonly at: number[];
}

/** When an alert fires: at each scrape at which its expression has had an answer for as long as it asks. */
export function firingsOf(rule: Rule, scraped: Scraped, version: Instant['version']): Firing[] {
  const query = queryOf(rule.expr);
  const forMs = millisecondsOf(rule.for);
  const firings = new Map<string, Firing>();
  let since = new Map<string, number>();
  for (let at = 0; at < scraped.scrapes; at += 1) {
    const answers = query(scraped, { at, version }).map(({ labels }) => withoutName(labels));
    since = new Map(answers.map((labels) => [textOf(labels), since.get(textOf(labels)) ?? at]));
    for (const labels of answers) {
      const key = textOf(labels);
      if ((at - (since.get(key) ?? at)) * scraped.everyMs < forMs) continue;
      const firing = firings.get(key) ?? { labels, at: [] };
      firing.at.push(at);
      firings.set(key, firing);
    }
  }
  return [...firings.values()];
}

function withoutName(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => label !== '__name__'));
}

function millisecondsOf(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('m') ? 60_000 : 1000);
}
