import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExporter } from '../../../../src/lab/authority-simulation/simulation/metrics.ts';
import { rulesIn } from './alerting.ts';
import { exportedNames, namesIn } from './names.ts';

const files = ['alerts.yml', 'alerts-as-written.yml'] as const;
const exported = await exportedNames();

test.each(files)('%s asks for nothing that is not exported', (file) => {
  const asked = rulesIn(file).flatMap(({ expr }) => namesIn(expr));
  expect(asked.filter((name) => !exported.has(name))).toEqual([]);
  // Each says something that a name can be found in.
  expect(asked.length).toBeGreaterThanOrEqual(rulesIn(file).length);
});

test.each(files)('%s has each alert once', (file) => {
  const alerts = rulesIn(file).map(({ alert }) => alert);
  expect(new Set(alerts).size).toBe(alerts.length);
});

/** The document's own, from its failure modes and its table of key metrics. */
test('every alert of the document is there, with its severity and its wait', () => {
  const ours = rulesIn('alerts.yml');
  for (const { alert, for: lasting, labels } of rulesIn('alerts-as-written.yml')) {
    expect(ours.find((rule) => rule.alert === alert)).toMatchObject({ for: lasting, labels });
  }
  const thresholds = ours.map(({ expr, labels }) => `${expr.replace(/^.*(?=[<>]|==)/, '')} ${labels.severity}`);
  expect(thresholds).toEqual(
    expect.arrayContaining([
      '> 0.08 warning',
      '> 0.1 critical',
      '< 0.99 warning',
      '< 0.95 critical',
      '> 150 warning',
      '> 200 critical',
      '> 0.01 warning',
      '> 0.8 warning',
      '> 0.9 warning',
    ]),
  );
});

test('every name that the document gives is exported, and each with what it says', async () => {
  const named = [
    'authority_transfer_timeout_total',
    'inter_server_packet_loss_total',
    'inter_server_packets_sent_total',
    'authority_transfer_state_mismatch_total',
    'authority_transfer_split_brain_detected',
    'authority_transfer_item_duplication_detected',
    'authority_transfer_duration_seconds',
    'authority_transfer_active_count',
  ];
  expect(named.filter((name) => !exported.has(name))).toEqual([]);
  const text = await createExporter().text();
  for (const name of named)
    expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.*\\n# TYPE ${name} (counter|gauge)$`, 'm'));
});

const root = join(import.meta.dirname, '../../../..');

test('docs/subjects/authority.md tells of each alert in its table, and of no other', () => {
  const text = readFileSync(join(root, 'docs/subjects/authority.md'), 'utf8');
  const reported = [...text.matchAll(/^\| ((?:Authority|InterServer|Server|SplitBrain|Item)\w+) \|/gm)].map(
    ([, name]) => name,
  );
  expect(reported).toHaveLength(rulesIn('alerts.yml').length);
  expect(new Set(reported)).toEqual(new Set(rulesIn('alerts.yml').map(({ alert }) => alert)));
});

test('each alert that a failure mode names is there', () => {
  const specs = globSync('failure_modes/FM_2*/spec.md', { cwd: root });
  const named = specs.flatMap((spec) =>
    [...readFileSync(join(root, spec), 'utf8').matchAll(/alert is `(\w+)`/g)].map(([, alert]) => alert),
  );
  expect(named.length).toBeGreaterThanOrEqual(8);
  const alerts = new Set<string | undefined>(rulesIn('alerts.yml').map(({ alert }) => alert));
  expect(named.filter((alert) => !alerts.has(alert))).toEqual([]);
});
