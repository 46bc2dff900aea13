import { describe, expect, test } from 'vitest';
import { expectQuoted } from '../../../quoted.ts';
import type { Rule } from './alerting.ts';
import { firingsOf, rulesIn } from './alerting.ts';
import type { Fault } from './faults.ts';
import { faults } from './faults.ts';
import type { Scraped } from './series.ts';
import { scrapedFrom } from './worlds.ts';

const rules = rulesIn('alerts.yml');
const asWritten = rulesIn('alerts-as-written.yml');
const versions = [2, 3] as const;

function named(file: readonly Rule[], alert: string): Rule {
  const rule = file.find((one) => one.alert === alert);
  if (rule === undefined) throw new Error(`no alert ${alert}`);
  return rule;
}

function firing(scraped: Scraped): string[][] {
  return versions.map((version) =>
    rules.filter((rule) => firingsOf(rule, scraped, version).length > 0).map(({ alert }) => alert),
  );
}

/** At how many scrapes it fires, whatever its labels. */
function scrapesAt(rule: Rule, scraped: Scraped): number {
  return new Set(firingsOf(rule, scraped, 3).flatMap(({ at }) => at)).size;
}

/** Each world is simulated once, when it is asked for first. */
const worlds = new Map<string, Promise<Scraped>>();

function world(name: string): Promise<Scraped> {
  const wanted: Pick<Fault, 'setting' | 'fault'> | undefined = name === quietWorld ? { fault: {} } : faults[name];
  if (wanted === undefined) throw new Error(`no world ${name}`);
  const scraped = worlds.get(name) ?? scrapedFrom({ ...wanted.setting, ...wanted.fault });
  worlds.set(name, scraped);
  return scraped;
}

/** The world with no fault at all. */
const quietWorld = 'nothing wrong';

describe('the alerts', () => {
  test('are silent where time-outs and losses are as often as the document has them', async () => {
    const quiet = await world(quietWorld);
    expect(firing(quiet)).toEqual([[], []]);
    // Not for want of anything to see.
    const seen = quiet.series.filter(({ values }) => values.some((value) => (value ?? 0) > 0));
    expect(seen.map(({ labels }) => labels['__name__'])).toEqual(
      expect.arrayContaining(['authority_transfer_timeout_total', 'inter_server_packet_loss_total', 'up']),
    );
  });

  test.each(Object.entries(faults))('with %s, just these fire', async (name, { fires }) => {
    expect(firing(await world(name))).toEqual([fires, fires]);
  });

  const settings = Object.values(faults).flatMap(({ setting }) => (setting === undefined ? [] : [setting]));
  test.each(settings)('are silent with %o alone, and no fault in it', async (setting) => {
    expect(firing(await scrapedFrom(setting))).toEqual([[], []]);
  });

  test('have each a fault that makes it fire', () => {
    const fired = new Set(Object.values(faults).flatMap(({ fires }) => fires));
    expect(rules.map(({ alert }) => alert).filter((alert) => !fired.has(alert))).toEqual([]);
  });

  test('have the labels that their texts name', async () => {
    for (const [name, { fires }] of Object.entries(faults)) {
      for (const alert of fires) expect(missingLabels(named(rules, alert), await world(name)), alert).toEqual([]);
    }
  });

  test('end when the fault has: a server that is back is not called unhealthy', async () => {
    const scraped = await world('servers that die');
    const [first] = firingsOf(named(rules, 'ServerNodeUnhealthy'), scraped, 3);
    const up = scraped.named.get('up')?.find(({ labels }) => labels['instance'] === first?.labels['instance']);
    const downAt = up?.values.flatMap((value, scrape) => (value === 0 ? [scrape] : []));
    // Down for a minute is four scrapes; after half a minute it fires.
    expect(downAt).toHaveLength(4);
    expect(first?.at).toEqual(downAt?.slice(2));
  });

  test('have nothing to go by of a server that does not answer, but that it does not', async () => {
    const scraped = await world('servers that die');
    const dead = scraped.named.get('up')?.find(({ values }) => values.includes(0));
    const own = scraped.series.filter(({ labels }) => labels['server_id'] === dead?.labels['instance']);
    expect(own).toHaveLength(4);
    for (const { values } of own) {
      expect(values.map((value) => (value === null ? 0 : 1))).toEqual(dead?.values);
    }
  });
});

/** What an alert's texts ask of its labels, and what it fires with does not have. */
function missingLabels({ annotations, ...rule }: Rule, scraped: Scraped): string[] {
  const texts = `${annotations.summary} ${annotations.description}`;
  const asked = [...texts.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
  return firingsOf({ annotations, ...rule }, scraped, 3).flatMap(({ labels }) =>
    asked.filter((label) => labels[label] === undefined),
  );
}

describe('what the document’s own rules do otherwise than they say', () => {
  test('a rate is no share: the alert on time-outs fires far below the share it names', async () => {
    const rule = named(asWritten, 'AuthorityTransferTimeoutHigh');
    const quiet = await world(quietWorld);
    expect(scrapesAt(rule, quiet)).toBeGreaterThan(5);
    const [attempts, timeouts] = ['authority_transfer_attempts_total', 'authority_transfer_timeout_total'].map(
      (name) => quiet.named.get(name)?.[0]?.values.at(-1) ?? 0,
    );
    expect((timeouts ?? 0) / (attempts ?? 0)).toBeLessThan(0.005);
  });

  test('a split brain is over before the next scrape: only the counter shows it', async () => {
    const scraped = await world('servers that are cut off, and no fence');
    const found = scraped.named.get('authority_transfer_split_brain_total')?.[0]?.values.at(-1);
    expect(found).toBe(118);
    expectQuoted('docs/subjects/authority.md', `of ${found} in a test’s world the gauge shows none`);
    expect(scrapesAt(named(asWritten, 'SplitBrainDetected'), scraped)).toBe(0);
    expect(scrapesAt(named(rules, 'SplitBrainDetected'), scraped)).toBeGreaterThan(4);
  });

  test('a maximum over all servers has no server to name', async () => {
    const scraped = await world('transfers that lose their timers, and no watchdog');
    const rule = named(asWritten, 'AuthorityTransferStuck');
    expect(missingLabels(rule, scraped)).toEqual(['server_id']);
  });

  test('a transfer stuck for ten seconds is taken back: only the watchdog counts it', async () => {
    const scraped = await world('transfers that lose their timers');
    expect(scraped.named.get('authority_transfer_forced_back_total')?.[0]?.values.at(-1)).toBeGreaterThan(5);
    expect(scrapesAt(named(asWritten, 'AuthorityTransferStuck'), scraped)).toBe(0);
  });

  test('the rest say what their texts say: where ours fire, they do, and nowhere else', async () => {
    for (const alert of [
      'InterServerPacketLossHigh',
      'ServerNodeUnhealthy',
      'AuthorityTransferStateMismatch',
      'AuthorityTransferHighConcurrency',
    ]) {
      for (const [name, { fires }] of Object.entries(faults)) {
        expect(scrapesAt(named(asWritten, alert), await world(name)) > 0, `${alert}, ${name}`).toBe(
          fires.includes(alert),
        );
      }
    }
  });
});
