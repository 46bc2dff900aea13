import type { DurationSummary } from './durations.ts';
import type { Figures } from './figures.ts';

/** A figure of the document, its measurement, and the condition under which the figure holds. */
export interface Claim {
  /** Unique, for look-ups. */
  readonly id: string;
  /** The failure mode by our number: `FM_201` is the document's `FM-001`. */
  readonly mode: string;
  readonly says: string;
  readonly claimed: Claimed;
  readonly measure: (figures: Figures) => Measured;
  /** Why the claim never holds, or under which condition. */
  readonly remark?: string;
}

type Claimed =
  /** Shares, or no case at all. */
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'shareBelow'; readonly share: number }
  | { readonly kind: 'never' }
  /** Averages, in milliseconds. */
  | { readonly kind: 'about'; readonly ms: number }
  | { readonly kind: 'between'; readonly leastMs: number; readonly mostMs: number }
  | { readonly kind: 'below'; readonly ms: number };

/** `value` is null if there was no case to measure. `count` is the number of cases. */
interface Measured {
  readonly value: number | null;
  readonly count: number;
  /** How many events caused the cases, if an event causes many: the tolerance for chance uses this number. */
  readonly events?: number;
}

export type Verdict = 'holds' | 'misses' | 'too few';

/** The relative tolerance of an average. A share may also be off by two standard deviations. */
const tolerance = 0.1;

/** Fewer cases than this give no verdict. */
const fewest = 5;

export function judge(
  { claimed, measure }: Claim,
  figures: Figures,
): { value: number | null; count: number; verdict: Verdict } {
  const measured = measure(figures);
  return { value: measured.value, count: measured.count, verdict: verdictOf(claimed, measured) };
}

function verdictOf(claimed: Claimed, { value, count, events }: Measured): Verdict {
  if (value === null) return 'too few';
  switch (claimed.kind) {
    case 'never':
      return count === 0 ? 'too few' : value === 0 ? 'holds' : 'misses';
    case 'share': {
      const { share } = claimed;
      const expected = events ?? count * share * (1 - share);
      if (expected < fewest) return 'too few';
      return Math.abs(value - share) <= share * Math.max(tolerance, 2 * deviationOf(share, count, events))
        ? 'holds'
        : 'misses';
    }
    case 'shareBelow':
      if (count * claimed.share < fewest) return 'too few';
      return value <= claimed.share ? 'holds' : 'misses';
    default:
      if (count < fewest) return 'too few';
      return isWithin(claimed, value) ? 'holds' : 'misses';
  }
}

/** The standard deviation of a share, as a part of the share. */
function deviationOf(of: number, count: number, events: number | undefined): number {
  return events === undefined ? Math.sqrt((1 - of) / of / count) : 1 / Math.sqrt(events);
}

function isWithin(claimed: Exclude<Claimed, { kind: 'share' | 'shareBelow' | 'never' }>, ms: number): boolean {
  if (claimed.kind === 'about') return Math.abs(ms - claimed.ms) <= claimed.ms * tolerance;
  if (claimed.kind === 'below') return ms < claimed.ms;
  return ms >= claimed.leastMs && ms <= claimed.mostMs;
}

/** A claim's figure as in the document. */
export function claimText({ claimed }: Claim): string {
  switch (claimed.kind) {
    case 'never':
      return '0';
    case 'share':
      return percentText(claimed.share);
    case 'shareBelow':
      return `below ${percentText(claimed.share)}`;
    case 'about':
      return durationText(claimed.ms);
    case 'between':
      return `${durationText(claimed.leastMs)} to ${durationText(claimed.mostMs)}`;
    case 'below':
      return `below ${durationText(claimed.ms)}`;
  }
}

/** The measured value, in the claim's unit. */
export function measuredText({ claimed }: Claim, value: number | null): string {
  if (value === null) return 'nothing';
  const isShare = claimed.kind === 'share' || claimed.kind === 'shareBelow';
  if (isShare) return percentText(value);
  return claimed.kind === 'never' ? String(value) : durationText(value);
}

/** `0.12 %`: at most three significant digits. */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `127 ms`, `1.2 s`, `2 min`. */
export function durationText(ms: number): string {
  if (ms >= 100_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(2))} s` : `${Number(ms.toFixed(0))} ms`;
}

function average({ averageMs, count }: DurationSummary): Measured {
  return { value: averageMs, count };
}

function most({ mostMs, count }: DurationSummary): Measured {
  return { value: mostMs, count };
}

function about(ms: number): Claimed {
  return { kind: 'about', ms };
}
function between(leastMs: number, mostMs: number): Claimed {
  return { kind: 'between', leastMs, mostMs };
}
function below(ms: number): Claimed {
  return { kind: 'below', ms };
}
function shareOf(of: number): Claimed {
  return { kind: 'share', share: of };
}

/** Every figure of the document about failures: of the risk matrix, the failure modes, and the table at the end. */
export const claims: readonly Claim[] = [
  {
    id: 'late.share',
    mode: 'FM_201',
    says: 'transfers that time out',
    claimed: shareOf(0.0012),
    measure: ({ fates, transfers }) => ({ value: fates.late.share, count: transfers }),
  },
  {
    id: 'lost.share',
    mode: 'FM_202',
    says: 'transfers of which a packet is lost',
    claimed: shareOf(0.0008),
    measure: ({ fates, transfers }) => ({ value: fates.lost.share, count: transfers }),
  },
  {
    id: 'down.share',
    mode: 'FM_203',
    says: 'transfers whose server is unavailable',
    claimed: shareOf(0.0003),
    measure: ({ fates, transfers, servers }) => ({
      value: fates.down.share,
      count: transfers,
      events: servers.crashes + servers.partitions,
    }),
    remark: 'a crash takes many transfers at once, so this share differs much between seeds',
  },
  {
    id: 'mismatch.share',
    mode: 'FM_204',
    says: 'transfers with a state mismatch',
    claimed: { kind: 'shareBelow', share: 0.0001 },
    measure: ({ fates, transfers }) => ({ value: fates.mismatch.share, count: transfers }),
  },
  {
    id: 'splitBrain.none',
    mode: 'FM_205',
    says: 'split brains',
    claimed: { kind: 'never' },
    measure: ({ splitBrains, servers }) => ({ value: splitBrains.players, count: servers.overlap.count }),
    remark: 'with the fence; two servers may still believe to be in charge at the same time (see overlap)',
  },
  {
    id: 'duplication.none',
    mode: 'FM_206',
    says: 'items duplicated',
    claimed: { kind: 'never' },
    measure: ({ items }) => ({ value: items.duplicated, count: items.duplicatesRefused + items.duplicated }),
  },
  {
    id: 'hung.none',
    mode: 'FM_207',
    says: 'transfers stuck',
    claimed: { kind: 'never' },
    measure: ({ fates, transfers }) => ({ value: fates.hung.transfers, count: transfers }),
    remark: 'as long as no timer is lost by a fault in the program',
  },
  ...[0.9, 0.08, 0.015].map((claimed, retry): Claim => ({
    id: `late.retry${retry + 1}`,
    mode: 'FM_201',
    says: `of those, brought through by retry ${retry + 1}`,
    claimed: shareOf(claimed),
    measure: ({ fates }) => ({ value: fates.late.confirmedBy[retry] ?? 0, count: fates.late.transfers }),
    remark: 'needs time-outs that come in spells, of which few are long',
  })),
  {
    id: 'late.rollback',
    mode: 'FM_201',
    says: 'of those, rolled back after three retries',
    claimed: shareOf(0.005),
    measure: ({ fates }) => ({ value: fates.late.rolledBack, count: fates.late.transfers }),
    remark: 'needs time-outs that come in spells, of which few are long',
  },
  {
    id: 'late.success',
    mode: 'FM_201',
    says: 'of those, brought through by any retry',
    claimed: shareOf(0.995),
    measure: ({ fates }) => ({ value: 1 - fates.late.rolledBack, count: fates.late.transfers }),
  },
  {
    id: 'late.detection',
    mode: 'FM_201',
    says: 'time until detection',
    claimed: below(50),
    measure: ({ fates }) => average(fates.late.detection),
    remark: 'a time-out of 100 ms detects nothing before 100 ms',
  },
  {
    id: 'late.repair',
    mode: 'FM_201',
    says: 'mean time to repair',
    claimed: about(87),
    measure: ({ fates }) => average(fates.late.repair),
  },
  {
    id: 'late.recovery',
    mode: 'FM_201',
    says: 'recovery',
    claimed: between(50, 200),
    measure: ({ fates }) => average(fates.late.repair),
  },
  {
    id: 'late.slowest',
    mode: 'FM_201',
    says: 'recovery by retries, at most',
    claimed: between(50, 400),
    measure: ({ fates }) => most(fates.late.repair),
    remark: 'three retries wait 50 + 100 + 200 ms, and two time-outs of 100 ms come between them',
  },
  {
    id: 'lost.detection',
    mode: 'FM_202',
    says: 'time until detection',
    claimed: below(50),
    measure: ({ fates }) => average(fates.lost.detection),
    remark: 'a time-out of 100 ms detects nothing before 100 ms',
  },
  {
    id: 'lost.repair',
    mode: 'FM_202',
    says: 'mean time to repair',
    claimed: about(93),
    measure: ({ fates }) => average(fates.lost.repair),
  },
  {
    id: 'down.detection',
    mode: 'FM_203',
    says: 'time until detection',
    claimed: below(100),
    measure: ({ servers }) => average(servers.detection),
    remark: 'needs a heartbeat time-out below 0.1 s; the document’s own is 5 s',
  },
  {
    id: 'down.recovery',
    mode: 'FM_203',
    says: 'until its regions have a server',
    claimed: between(500, 3000),
    measure: ({ servers }) => average(servers.unavailability),
    remark: 'cannot follow a heartbeat time-out of 5 s',
  },
  {
    id: 'down.repair',
    mode: 'FM_203',
    says: 'mean time to repair',
    claimed: about(1200),
    measure: ({ servers }) => average(servers.unavailability),
    remark: 'cannot follow a heartbeat time-out of 5 s',
  },
  {
    id: 'mismatch.detection',
    mode: 'FM_204',
    says: 'time until detection',
    claimed: below(100),
    measure: ({ fates }) => average(fates.mismatch.detection),
  },
  {
    id: 'mismatch.repair',
    mode: 'FM_204',
    says: 'mean time to repair',
    claimed: about(127),
    measure: ({ fates }) => average(fates.mismatch.repair),
  },
  {
    id: 'rollback.average',
    mode: 'all',
    says: 'a roll-back takes on average',
    claimed: about(127),
    measure: ({ rollback }) => average(rollback),
  },
  {
    id: 'rollback.success',
    mode: 'all',
    says: 'transfers that neither end nor are taken back',
    claimed: { kind: 'never' },
    measure: ({ stuck, transfers }) => ({ value: stuck, count: transfers }),
  },
  {
    id: 'splitBrain.detection',
    mode: 'FM_205',
    says: 'time until detection',
    claimed: below(500),
    measure: ({ splitBrains }) => average(splitBrains.detection),
    remark: 'the servers are asked every 10 s',
  },
  {
    id: 'splitBrain.resolution',
    mode: 'FM_205',
    says: 'resolution',
    claimed: between(500, 2000),
    measure: ({ splitBrains }) => average(splitBrains.resolution),
  },
  {
    id: 'splitBrain.recovery',
    mode: 'FM_205',
    says: 'resolution, as recovery level 4',
    claimed: between(1000, 5000),
    measure: ({ splitBrains }) => average(splitBrains.resolution),
  },
  {
    id: 'loss.none',
    mode: 'all',
    says: 'states and items lost',
    claimed: { kind: 'never' },
    measure: ({ items, transfers }) => ({ value: items.lost, count: transfers }),
    remark: 'and never where the later of two states wins',
  },
  {
    id: 'hung.detection',
    mode: 'FM_207',
    says: 'time until detection',
    claimed: below(100),
    measure: ({ fates }) => average(fates.hung.detection),
    remark: 'the watchdog waits for 10 s',
  },
  {
    id: 'hung.repair',
    mode: 'FM_207',
    says: 'recovery, once detected',
    claimed: about(100),
    measure: ({ fates }) => average(fates.hung.repair),
    remark: 'a roll-back takes 127 ms elsewhere in the document',
  },
  {
    id: 'hung.meanTime',
    mode: 'FM_207',
    says: 'mean time to repair',
    claimed: about(10_000),
    measure: ({ fates: { hung } }) => ({
      value: hung.detection.averageMs === null ? null : hung.detection.averageMs + (hung.repair.averageMs ?? 0),
      count: hung.repair.count,
    }),
    remark: 'as long as no timer is lost by a fault in the program',
  },
  {
    id: 'transfer.oldest',
    mode: 'FM_207',
    says: 'no transfer is older than',
    claimed: below(10_000),
    measure: ({ age }) => most(age),
    remark: 'the roll-back begins at 10 s, and takes its time',
  },
  {
    id: 'load.latency',
    mode: 'FM_208',
    says: 'latency under too much load (p99), up to',
    claimed: between(0, 200),
    measure: ({ latency, load }) => ({ value: latency.p99Ms, count: load.waited }),
    remark: 'a time-out of 100 ms and retries come first',
  },
  {
    id: 'load.repair',
    mode: 'FM_208',
    says: 'mean time to repair',
    claimed: about(120_000),
    measure: ({ load }) => ({ value: load.saturation.mostMs, count: load.waited }),
    remark: 'as long as the event, and until the waiting players are through',
  },
];
