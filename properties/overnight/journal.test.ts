import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Finished, Journal, Replayed } from '../../src/overnight/journal.ts';
import { emptyShare } from '../../src/overnight/journal.ts';
import { readJournal } from '../../src/overnight/open-journal.ts';
import { setUp } from './campaigns.ts';
import { foundOf, jobOf, shareOf, traceOf } from './parts.ts';

const plan = { begunAt: '2026-01-01T20:00:00.000Z', budget: { rounds: 2 }, folder: 'kept', leftOut: ['etcd'] };

function begin(journal: Journal, replayed: readonly Replayed[] = []): number {
  return journal.begin({ ...plan, jobs: [journal.numberOf(jobOf())] }, replayed);
}

function finished(parts: Partial<Finished> = {}): Finished {
  return {
    campaign: 1,
    job: 1,
    number: 0,
    share: shareOf(),
    runs: 250,
    newEdges: 3,
    states: new Int32Array(),
    edges: new Int32Array(),
    kinds: new Int32Array(),
    found: [],
    sightings: [],
    crash: null,
    spentSeconds: 10,
    now: '2026-01-01T20:01:00.000Z',
    ...parts,
  };
}

const fails = { cause: 'error', message: 'it fails' } as const;

const sighting = (key: string, times: number): Finished['sightings'][number] => ({
  finding: { kind: 'invariant', name: 'FLOOR' },
  key,
  times,
});

describe('a journal', () => {
  test('gives each job one number', () => {
    const { journal } = setUp();
    const number = journal.numberOf(jobOf());
    expect(journal.numberOf(jobOf())).toBe(number);
    expect(journal.jobOf(number)).toEqual(jobOf());
    const other = journal.numberOf(jobOf({ scopeName: 'large' }));
    expect(other).not.toBe(number);
    expect(journal.jobOf(other)).toEqual(jobOf({ scopeName: 'large' }));
    expect(() => journal.jobOf(99)).toThrow(/overnight\.db has no job 99: the journal is not whole; move it away$/);
  });

  test('has an origin of its own', () => {
    expect(setUp().journal.origin).not.toBe(setUp().journal.origin);
  });

  test('knows the last campaign as it began, and how it ended', () => {
    const { journal } = setUp();
    expect(journal.lastCampaign()).toBeNull();
    const first = begin(journal);
    const begun = { id: first, ...plan, jobs: [1], endedAt: null, how: null, spentSeconds: 0 };
    expect(journal.lastCampaign()).toEqual(begun);
    journal.finish(finished({ campaign: first, spentSeconds: 12.5 }));
    journal.end(first, 'rounds', '2026-01-01T20:02:00.000Z');
    const ended = { ...begun, endedAt: '2026-01-01T20:02:00.000Z', how: 'rounds', spentSeconds: 12.5 };
    expect(journal.lastCampaign()).toEqual(ended);
    const second = begin(journal);
    expect(journal.lastCampaign()).toMatchObject({ id: second, how: null });
    journal.end(first, 'time', 'later');
    expect(journal.lastCampaign()).toMatchObject({ id: second, how: null });
  });

  test('adds up the batches of a job over its campaigns', () => {
    const { journal } = setUp();
    begin(journal);
    journal.numberOf(jobOf({ scopeName: 'large' }));
    const states = Int32Array.from([1, -2, 3]);
    const edges = Int32Array.from([4, 5, -6, 7, 8, 9]);
    journal.finish(finished({ number: 2, states, edges, newEdges: 5, spentSeconds: 20 }));
    journal.finish(finished({ number: 0, runs: 500, newEdges: 7, spentSeconds: 30 }));
    journal.finish(finished({ job: 2, runs: 9, newEdges: 100, spentSeconds: 40 }));
    begin(journal);
    const kinds = Int32Array.of(1, -2);
    journal.finish(finished({ campaign: 2, number: 1, newEdges: 11, kinds, spentSeconds: 30 }));
    expect(journal.batchesOf(1)).toEqual([
      { number: 0, campaign: 1, kinds: new Int32Array() },
      { number: 1, campaign: 2, kinds },
      { number: 2, campaign: 1, kinds: new Int32Array() },
    ]);
    expect(journal.batchesOf(3)).toEqual([]);
    expect([journal.runsOf(1), journal.runsOf(2), journal.runsOf(3)]).toEqual([1000, 9, 0]);
    const incidence = [...journal.incidenceOf(1)].filter((of) => of.states.length > 0);
    expect(incidence).toEqual([{ states, edges }]);
    expect([...journal.incidenceOf(1)]).toHaveLength(3);
    expect([10, 20, 20.5, 30, 31].map((since) => journal.newEdgesSince(1, 1, since))).toEqual([12, 12, 7, 7, 0]);
    expect([journal.newEdgesSince(2, 1, 0), journal.newEdgesSince(1, 2, 0)]).toEqual([11, 100]);
  });

  test('has the last share of each job, in each campaign', () => {
    const { journal } = setUp();
    begin(journal);
    journal.numberOf(jobOf({ scopeName: 'large' }));
    journal.setAside(1, { ...emptyShare(2), setAside: fails });
    journal.finish(finished({ share: shareOf({ batches: 1 }) }));
    journal.finish(finished({ number: 1, share: shareOf({ batches: 2 }) }));
    begin(journal);
    journal.finish(finished({ campaign: 2, number: 2, share: shareOf({ batches: 9 }) }));
    expect(journal.shares(1)).toEqual([shareOf({ batches: 2 }), { ...emptyShare(2), setAside: fails }]);
    expect(journal.shares(2)).toEqual([shareOf({ batches: 9 })]);
    expect(journal.sharesOf(1)).toEqual([shareOf({ batches: 2 }), shareOf({ batches: 9 })]);
    journal.setAside(1, shareOf({ setAside: fails }));
    expect(journal.shares(1)[0]?.setAside).toEqual(fails);
  });

  test('has the crashes of a campaign, in the order of their jobs and batches', () => {
    const { journal } = setUp();
    begin(journal);
    const numberOf = journal.numberOf(jobOf({ scopeName: 'large' }));
    const crash = { how: 'hung', says: 'no step', commands: [{ type: 'up' }], shown: 2, of: 2, seed: 5 } as const;
    const crashes = [
      { ...crash, job: numberOf, number: 0 },
      { ...crash, job: 1, number: 3 },
      { ...crash, job: 1, number: 1 },
    ];
    journal.finish(finished({ number: 9 }));
    for (const one of crashes) journal.finish(finished({ job: one.job, number: one.number, crash: one }));
    expect(journal.crashes(1)).toEqual(crashes.toReversed());
    expect(journal.crashes(2)).toEqual([]);
  });

  test('takes a batch whole or not at all', () => {
    const { journal } = setUp();
    begin(journal);
    journal.finish(finished());
    const repeated = finished({
      share: shareOf({ batches: 99 }),
      found: [{ ...foundOf(), key: 'a' }],
      spentSeconds: 99,
    });
    expect(() => journal.finish(repeated)).toThrow(/overnight\.db cannot be used \(UNIQUE constraint failed[^\n]*$/);
    // The crash of a batch is written last.
    const unwritable = Object.assign({ type: 'up' }, { toJSON: () => expect.unreachable('it cannot be written') });
    const crash = {
      how: 'hung',
      says: '',
      commands: [unwritable],
      shown: 2,
      of: 2,
      job: 1,
      number: 1,
      seed: 1,
    } as const;
    expect(() => journal.finish({ ...repeated, number: 1, crash })).toThrow(/it cannot be written/);
    expect([journal.shares(1), journal.entries(1), journal.batchesOf(1).length]).toEqual([[shareOf()], [], 1]);
    expect(journal.lastCampaign()?.spentSeconds).toBe(10);
  });
});

describe('the findings of a journal', () => {
  test('are those of a campaign, with how often they were seen in it and in all', () => {
    const { journal } = setUp();
    begin(journal);
    const found = foundOf({ shown: 4, of: 10 });
    const [early, late] = ['2026-01-01T20:01:00.000Z', '2026-01-01T20:09:00.000Z'];
    journal.finish(finished({ found: [{ ...found, key: 'b' }], sightings: [sighting('b', 3)], now: early }));
    journal.finish(finished({ number: 1, sightings: [sighting('b', 2)], now: late }));
    const entry = { ...found, key: 'b', firstSeen: early, lastSeen: late, times: 5, timesInCampaign: 5 };
    expect(journal.entries(1)).toMatchObject([entry]);
    begin(journal);
    expect(journal.entries(2)).toEqual([]);
    const now = '2026-01-02T20:00:00.000Z';
    const shorter = foundOf({ trace: traceOf({ commands: [{ type: 'down' }], outcomes: ['moved'] }) });
    const others = [
      { ...shorter, key: 'a' },
      { ...shorter, key: 'b' },
    ];
    journal.finish(finished({ campaign: 2, number: 2, found: others, sightings: [sighting('b', 1)], now }));
    expect(journal.entries(2)).toMatchObject([
      // Found while another was shrunk, and shown by no run of its own.
      { key: 'a', firstSeen: now, lastSeen: now, times: 0, timesInCampaign: 0 },
      { ...shorter, key: 'b', firstSeen: early, lastSeen: now, times: 6, timesInCampaign: 1 },
    ]);
    expect(journal.entries(1)).toMatchObject([{ key: 'b', times: 6, timesInCampaign: 5 }]);
    begin(journal);
    journal.finish(finished({ campaign: 3, number: 3, sightings: [sighting('b', 4)], now }));
    expect(journal.entries(3)).toMatchObject([{ key: 'b', times: 10, timesInCampaign: 4 }]);
  });

  test('are not those of which no run was kept', () => {
    const { journal } = setUp();
    begin(journal);
    journal.finish(finished({ sightings: [sighting('known', 3)] }));
    expect(journal.entries(1)).toEqual([]);
  });

  test('have the kept counterexamples that were reproduced, and not the others', () => {
    const { journal } = setUp();
    const trace = traceOf();
    const replayed = (['reproduced', 'gone', 'other', 'mismatch', 'crashed', 'not replayed'] as const).map(
      (verdict): Replayed => {
        return { path: `${verdict}.json`, key: verdict, trace, verdict, note: 'a note' };
      },
    );
    const unreadable: Replayed = { path: 'x.json', key: null, trace: null, verdict: 'unreadable', note: 'no trace' };
    begin(journal, [...replayed, unreadable]);
    expect(journal.entries(1)).toMatchObject([
      { key: 'reproduced', trace, details: 'a note', shown: 1, of: 1, times: 0, firstSeen: plan.begunAt },
    ]);
    expect(journal.replayed(1)).toEqual([...replayed.map((one) => ({ ...one, trace: null })), unreadable]);
    // A better run of it stays when its file is replayed in the next campaign.
    journal.finish(finished({ found: [{ ...foundOf({ shown: 8 }), key: 'reproduced' }] }));
    begin(journal, replayed);
    expect(journal.entries(2)).toMatchObject([{ key: 'reproduced', shown: 8, of: 10 }]);
    expect(journal.replayed(2)).toHaveLength(replayed.length);
  });
});

test('a journal that is read while it is written to shows what is finished', () => {
  const { folder, journal } = setUp();
  begin(journal);
  const reader = readJournal(join(folder, 'overnight.db'));
  journal.finish(finished());
  expect(reader.shares(1)).toEqual([shareOf()]);
  expect(() => reader.finish(finished({ number: 1 }))).toThrow(/readonly/);
  reader.close();
  const database = new DatabaseSync(join(folder, 'overnight.db'), { readOnly: true });
  expect(database.prepare('SELECT count(*) AS batches FROM batch').get()).toEqual({ batches: 1 });
  database.close();
});
