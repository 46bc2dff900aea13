import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../../src/overnight/batch.ts';
import { renderCampaign } from '../../src/report/campaign.ts';
import { toyShow } from '../race/toy-show.ts';
import { racesDoneBy, setUpRaces } from './race-campaigns.ts';

/** What a batch of races does, without what is known of others. */
function workOf(batch: Batch): unknown {
  return batch.kind === 'race' ? [batch.work, batch.seed] : batch.kind;
}

/** Up to the triples: drawn races take most of the time. */
const rounds = 4;

describe('a campaign of races', () => {
  test('holds where no race is wrong, and its report says how far each part came', async () => {
    const set = setUpRaces();
    const report = await set.spend('mended', rounds + 1);
    expect(report).toMatchObject({ verdict: 'holds', campaign: { how: 'rounds' }, findings: [], crashes: [] });
    const [job] = report.jobs;
    const { counts, parts } = racesDoneBy(job);
    expect(counts).toEqual({ pairs: 14, allSchedules: 0, twoAgainstOne: 10, triples: 16 });
    for (const part of ['pairs', 'twoAgainstOne', 'triples'] as const)
      expect(parts[part]).toMatchObject({ done: counts[part], violated: 0, open: 0, notCounted: {} });
    expect(parts.pct?.schedules).toBeGreaterThan(100);
    const text = renderCampaign(report, [toyShow]).join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toMatch(
      /toy-show on mended, default, race: pairs: all 14 races done \(\d+ schedules\); pairs in every schedule: left out, since any two moves may depend on one another; two against one: all 10 races done \(\d+ schedules\); triples: all 16 races done \(\d+ schedules\); PCT: 4 races done \([\d,]+ schedules\)/,
    );
  });

  test('finds, shrinks and keeps a race once, and the next campaign knows it', async () => {
    const set = setUpRaces();
    const { verdict, findings, jobs } = await set.spend('app', rounds);
    expect(verdict).toBe('violated');
    const files = readdirSync(join(set.folder, 'counterexamples'));
    expect(files).toEqual([
      expect.stringMatching(/^toy-show\.app\.as-shipped\.notLinearizable\.book\+book\.\w{12}\.json$/),
    ]);
    expect(findings).toMatchObject([
      { isNew: true, isSure: true, path: join(set.folder, 'counterexamples', files[0] ?? '') },
    ]);
    expect(findings[0]?.trace).toMatchObject({
      version: 5,
      before: [{ type: 'open' }],
      atOnce: [{ commands: [{ type: 'book' }] }, { commands: [{ type: 'book' }] }],
    });
    // Each wrong race counts, also where it was not shrunk again.
    expect(findings[0]?.times).toBe(
      Object.values(jobs[0]?.raced?.parts ?? {}).reduce((sum, { violated }) => sum + violated, 0),
    );
    expect(findings[0]?.times).toBeGreaterThan(2);
    const first = renderCampaign({ ...(await set.spend('app', 1)) }, [toyShow]).join('\n');
    expect(first).toMatch(
      /^holds: no new finding in \d+ schedules of races: a sample, no proof; 1 known one\n {2}still there$/m,
    );
    expect(first.replaceAll(/\s+/g, ' ')).toContain(
      'book + book at once (notLinearizable) of toy-show on app, after 1 command: seen',
    );
    const next = await set.spend('mended', 1);
    expect(next).toMatchObject({ verdict: 'holds', findings: [], changed: [] });
  });

  test('shows a new race as a timeline, with the commands that replay and promote it', async () => {
    const set = setUpRaces();
    const lines = renderCampaign(await set.spend('app', 1), [toyShow]);
    expect(lines).toContain('New: book + book at once (notLinearizable) of toy-show on app');
    expect(lines.join('\n')).toMatch(/^ann {2}.*booked$[^]*^bob {2}.*booked$/m);
    expect(lines.join('\n')).toContain('locally minimal: ');
    expect(lines.join('\n')).toMatch(/to promote it: {2}npx faultbook promote \S+ --name race_book_book/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(200);
    expect(set.notices).toContain(
      'found: book+book at once (race: notLinearizable) of toy-show on app, after 1 command',
    );
  });

  test('a kept race that is right now is reported, and is new where it comes back', async () => {
    const set = setUpRaces();
    await set.spend('app', 1);
    const kept = join(set.folder, 'counterexamples', readdirSync(join(set.folder, 'counterexamples'))[0] ?? '');
    writeFileSync(kept, readFileSync(kept, 'utf8').replace('"system": "app"', '"system": "mended"'));
    const report = await set.spend('mended', 1);
    expect(report.changed).toMatchObject([{ path: kept, verdict: 'strayed' }]);
    expect((await set.spend('app', 1)).findings).toMatchObject([{ isNew: true }]);
  });
});

describe('the batches of a campaign of races', () => {
  test('are the same for the same journal, and others in the next campaign', async () => {
    const [one, same, other] = [setUpRaces(), setUpRaces(), setUpRaces({ origin: 'elsewhere' })];
    for (const set of [one, same, other]) await set.spend('mended', 3);
    expect(one.batches.map(workOf)).toEqual(same.batches.map(workOf));
    expect(one.batches.map(workOf)).not.toEqual(other.batches.map(workOf));
    const before = one.batches.length;
    const report = await one.spend('mended', 3);
    expect(report.jobs[0]?.raced?.parts.pairs?.done).toBe(14);
    const later = one.batches.slice(before);
    expect(later.map((batch) => batch.kind === 'race' && batch.work)).toEqual(
      same.batches.map((batch) => batch.kind === 'race' && batch.work),
    );
    expect(later.map(workOf)).not.toEqual(same.batches.map(workOf));
  });

  test('and their sums are the same wherever the campaign was interrupted and resumed', async () => {
    const whole = await setUpRaces().spend('app', 3);
    const count = 4;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(count), { minLength: 1, maxLength: 3 }), async (stops) => {
        let left = stops[0] ?? 0;
        let stop = new AbortController();
        const meets = (): null => {
          if (left === 0) stop.abort();
          left -= 1;
          return null;
        };
        const { folder, ...first } = setUpRaces({ meets, signal: stop.signal });
        let report = await first.spend('app', 3);
        first.journal.close();
        for (const next of [...stops.slice(1), Infinity]) {
          if (report.campaign.how !== 'interrupted') break;
          left = next;
          stop = new AbortController();
          const resumed = setUpRaces({ folder, meets, signal: stop.signal });
          report = await resumed.resume();
          resumed.journal.close();
        }
        expect(report.campaign.how).toBe('rounds');
        expect(report.jobs[0]?.raced).toEqual(whole.jobs[0]?.raced);
        expect(report.findings.map(({ key, times }) => [key, times])).toEqual(
          whole.findings.map(({ key, times }) => [key, times]),
        );
      }),
      { numRuns: 3 },
    );
  });

  test('are not counted as done where their worker process is lost twice', async () => {
    const crash = { how: 'crashed', says: 'SIGKILL', commands: null, shown: 2, of: 2 } as const;
    let lost = 0;
    const meets = (batch: Batch) => {
      if (batch.kind !== 'race' || batch.work.part !== 'twoAgainstOne' || lost > 0) return null;
      lost += 1;
      return { type: 'crashed', crash } as const;
    };
    const report = await setUpRaces({ meets }).spend('mended', 4);
    expect(report).toMatchObject({ verdict: 'inconclusive', crashes: [{ shown: 2 }] });
    expect(report.jobs[0]?.raced?.parts).toMatchObject({
      pairs: { done: 14 },
      twoAgainstOne: { done: 2 },
      triples: { done: 16 },
    });
    const text = renderCampaign(report, [toyShow]).join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('two against one: 2 of 10 races done');
    expect(text).not.toContain('all 10');
  });

  test('of races that cannot be counted set the job aside', async () => {
    const meets = () => ({ type: 'failed', message: 'no server answers', isEnvironment: true }) as const;
    const report = await setUpRaces({ meets }).spend('mended', 1);
    expect(report.jobs[0]).toMatchObject({ raced: null, setAside: { cause: 'environment' } });
    expect(report.verdict).toBe('inconclusive');
  });
});
