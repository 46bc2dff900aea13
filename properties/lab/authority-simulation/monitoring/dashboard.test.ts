import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { rulesIn } from './alerting.ts';
import { exportedNames, namesIn } from './names.ts';
import { queryOf } from './promql.ts';
import { scrapedFrom } from './worlds.ts';

const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });

/** What Grafana needs to show a panel, as far as these panels use it; a key that it does not have is a mistake. */
const panelShape = z.strictObject({
  id: z.int().positive(),
  type: z.enum(['gauge', 'stat', 'timeseries']),
  title: z.string().min(1),
  description: z.string().min(1),
  gridPos: z.strictObject({
    x: z.int().min(0),
    y: z.int().min(0),
    w: z.int().min(1).max(24),
    h: z.int().min(1),
  }),
  datasource,
  fieldConfig: z.strictObject({
    defaults: z.strictObject({
      unit: z.enum(['percentunit', 's', 'ops', 'short']),
      min: z.number().optional(),
      max: z.number().optional(),
      custom: z.record(z.string(), z.unknown()).optional(),
      thresholds: z
        .strictObject({
          mode: z.literal('absolute'),
          steps: z.array(z.strictObject({ color: z.string(), value: z.number().nullable() })),
        })
        .optional(),
    }),
    overrides: z.array(z.never()),
  }),
  options: z.record(z.string(), z.unknown()),
  targets: z
    .array(
      z.strictObject({
        refId: z.string().regex(/^[A-Z]$/),
        datasource,
        expr: z.string(),
        legendFormat: z.string(),
        range: z.literal(true),
      }),
    )
    .min(1),
});

const dashboardShape = z.looseObject({
  uid: z.literal('authority-transfers'),
  title: z.string(),
  schemaVersion: z.int().positive(),
  templating: z.object({
    list: z.tuple([
      z.looseObject({ name: z.literal('datasource'), type: z.literal('datasource'), query: z.literal('prometheus') }),
    ]),
  }),
  panels: z.array(panelShape),
});

const file = new URL('../../../../src/lab/authority-simulation/monitoring/dashboard.json', import.meta.url);
const { panels } = dashboardShape.parse(JSON.parse(readFileSync(file, 'utf8')));
const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test('has the panels that the document lists', () => {
  expect(panels.map(({ title, type }) => `${title} (${type})`)).toEqual([
    'Authority Transfer Health (gauge)',
    'Average Transfer Latency (stat)',
    'P99 Transfer Latency (stat)',
    'Transfer Latency Over Time (timeseries)',
    'Transfer Throughput (timeseries)',
    'Failure and Retry Statistics (timeseries)',
    'Concurrent Transfer Load (timeseries)',
  ]);
});

test('asks for nothing that is not exported', async () => {
  const exported = await exportedNames();
  expect(expressions.flatMap(namesIn).filter((name) => !exported.has(name))).toEqual([]);
});

test('has an answer to each expression in a world in which transfers go on: one line', async () => {
  const scraped = await scrapedFrom({ transfers: 1500 });
  const at = scraped.scrapes - 1;
  for (const expression of expressions) {
    const answers = queryOf(expression)(scraped, { at, version: 3 });
    expect(
      answers.map(({ value }) => Number.isFinite(value)),
      expression,
    ).toEqual([true]);
  }
});

/** `0.08`, `150`: where a panel's colours change is where an alert fires. */
test('changes colour at the thresholds of the alerts on the same expression', () => {
  const limits = new Map(
    rulesIn('alerts.yml').map(({ expr }) => {
      const [, left = '', limit] = /^(.*) [<>] ([\d.]+)$/.exec(expr) ?? [];
      return [`${left} at ${Number(limit)}`, expr] as const;
    }),
  );
  const changes = panels.flatMap(({ title, targets, fieldConfig }) =>
    (fieldConfig.defaults.thresholds?.steps ?? []).flatMap(({ value }) =>
      value === null ? [] : [{ title, value, alerts: targets.filter(({ expr }) => limits.has(`${expr} at ${value}`)) }],
    ),
  );
  expect(changes).toHaveLength(8);
  expect(changes.filter(({ alerts }) => alerts.length !== 1)).toEqual([]);
});

test('panels differ in number and place, and the lines of one panel in their letter', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => [x + (cell % w), y + Math.floor(cell / w)]),
  );
  expect(new Set(cells.map(String)).size).toBe(cells.length);
  expect(cells.filter(([x = 0]) => x >= 24)).toEqual([]);
  for (const { targets } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
});
