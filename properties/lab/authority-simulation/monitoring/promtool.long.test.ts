import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Rule } from './alerting.ts';
import { firingsOf, rulesIn } from './alerting.ts';
import { faults } from './faults.ts';
import type { Labels, Scraped } from './series.ts';
import { exportedAtTheEnd, scrapedFrom } from './worlds.ts';

const run = promisify(execFile);
const monitoring = fileURLToPath(new URL('../../../../src/lab/authority-simulation/monitoring/', import.meta.url));
const files = ['alerts.yml', 'alerts-as-written.yml'] as const;

const version = versionOfPromtool();
if (version === null) console.warn('no promtool: install prometheus to hold the evaluator of alerts to it');

function versionOfPromtool(): 2 | 3 | null {
  try {
    const [, major] = /version (\d+)\./.exec(execFileSync('promtool', ['--version'], { encoding: 'utf8' })) ?? [];
    return major === '2' ? 2 : 3;
  } catch {
    return null;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'faultbook-promtool-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `name{label="value"}`. */
function selectorOf({ __name__: name, ...labels }: Labels): string {
  const inBraces = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name ?? ''}{${inBraces.join(',')}}`;
}

/** The series, what fires when, and what some expressions come to, as `promtool test rules` reads it. */
function unitTest(rules: readonly Rule[], scraped: Scraped, of: 2 | 3): object {
  const { everyMs, scrapes, series } = scraped;
  const interval = `${everyMs / 1000}s`;
  const instants = Array.from({ length: scrapes }, (_, at) => at);
  const timeOf = (at: number): string => `${(at * everyMs) / 1000}s`;
  return {
    evaluation_interval: interval,
    rule_files: ['rules.yml'],
    tests: [
      {
        interval,
        input_series: series.map(({ labels, values }) => ({
          series: selectorOf(labels),
          values: values.map((value) => value ?? 'stale').join(' '),
        })),
        alert_rule_test: rules.flatMap((rule) => {
          const firings = firingsOf(rule, scraped, of);
          return instants.map((at) => ({
            eval_time: timeOf(at),
            alertname: rule.alert,
            exp_alerts: firings
              .filter((firing) => firing.at.includes(at))
              .map(({ labels }) => ({ exp_labels: { ...labels, ...rule.labels } })),
          }));
        }),
      },
    ],
  };
}

describe.skipIf(version === null)('promtool', () => {
  const of = version ?? 2;

  test.each(files)('accepts %s', async (file) => {
    expect((await run('promtool', ['check', 'rules', join(monitoring, file)])).stdout).toMatch(/SUCCESS: \d+ rules/);
  });

  test('objects only to the exported name that the document gives to active transfers', async () => {
    const text = await exportedAtTheEnd({ transfers: 100 });
    const checked = run('promtool', ['check', 'metrics']);
    checked.child.stdin?.end(text);
    const printed = await checked.then(
      ({ stderr }) => stderr,
      (error: { stderr: string }) => error.stderr,
    );
    expect(printed.trim().split('\n')).toEqual([
      'authority_transfer_active_count non-histogram and non-summary metrics should not have "_count" suffix',
    ]);
  });

  const worlds = [
    ['nothing', {}],
    ...Object.entries(faults).map(([name, { setting, fault }]) => [name, { ...setting, ...fault }] as const),
  ] as const;
  test.each(worlds)('finds that with %s the same alerts fire at the same scrapes', async (_, change) => {
    const scraped = await scrapedFrom(change);
    for (const file of files) {
      const rules = rulesIn(file);
      // Without the texts, which it would want to have written out for each.
      const bare = rules.map(({ annotations: _texts, ...rule }) => rule);
      writeFileSync(join(folder, 'rules.yml'), stringify({ groups: [{ name: 'all', interval: '15s', rules: bare }] }));
      writeFileSync(join(folder, 'test.yml'), stringify(unitTest(rules, scraped, of)));
      const { stdout } = await run('promtool', ['test', 'rules', join(folder, 'test.yml')]).catch(
        (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout + error.stderr }),
      );
      expect(stdout).toMatch(/SUCCESS\s*$/);
    }
  });
});
