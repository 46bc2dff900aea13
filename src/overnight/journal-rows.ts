import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { parseAnyTrace } from '../corpus/any-trace.ts';
import { commandSchema } from '../corpus/trace-versions.ts';
import type { Job } from './job.ts';
import { strategies } from './job.ts';
import type { CrashEntry, JournalEntry, Campaign, Replayed, JobShare } from './journal.ts';
import type { RacesDone } from './race-tally.ts';

// The schemas of a journal's rows. A journal may come from another machine, and out of a cache.

const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const instant = z.iso.datetime();
const counts = z.record(z.string(), count);
const outcomes = z.record(z.string(), counts);

/** A column with a JSON text. */
function json<Schema extends z.ZodType>(schema: Schema) {
  const parsed = z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  });
  return parsed.pipe(schema);
}

/** A job of version 1 also has a module, which is left out. */
const job: z.ZodType<Job> = z.object({
  subject: z.string(),
  system: z.string(),
  policies: z.record(z.string(), z.boolean()),
  off: z.string().exactOptional(),
  scopeName: z.string(),
  scope: z.record(z.string(), count),
  strategy: z.enum(strategies),
  model: z.string(),
  races: z.object({ depth: count.max(100), preemptions: count.max(10), useCases: z.boolean() }).exactOptional(),
});

const tally = z.object({
  done: count,
  violated: count,
  open: count,
  schedules: count,
  staged: count,
  notCounted: counts,
});

const raced: z.ZodType<RacesDone> = z.object({
  counts: z.object({ pairs: count, allSchedules: count, twoAgainstOne: count, triples: count }),
  parts: z.object({
    pairs: tally.exactOptional(),
    allSchedules: tally.exactOptional(),
    twoAgainstOne: tally.exactOptional(),
    triples: tally.exactOptional(),
    pct: tally.exactOptional(),
  }),
});

const share: z.ZodType<JobShare> = z.object({
  job: count,
  batches: count,
  seconds,
  sums: z.object({
    runs: count,
    commands: count,
    reached: z.record(z.string(), z.object({ runs: count, leastShare: z.number() })),
    outcomes,
  }),
  newStates: count,
  newEdges: count,
  findings: z.array(z.string()),
  shown: z
    .object({
      runs: count,
      states: count,
      edges: count,
      loneRuns: count,
      single: count,
      double: count,
      isFull: z.boolean(),
    })
    .nullable(),
  explored: z
    .object({
      states: count,
      edges: count,
      driven: count,
      isWhole: z.boolean(),
      stoppedBy: z.string().nullable(),
      outcomes,
    })
    .nullable(),
  raced: raced.nullable(),
  setAside: z.object({ cause: z.enum(['environment', 'error', 'crash']), message: z.string() }).nullable(),
});

const crash: z.ZodType<CrashEntry> = z.object({
  job: count,
  number: count,
  seed: z.int().nullable(),
  how: z.enum(['crashed', 'hung', 'memory']),
  says: z.string(),
  commands: z.array(commandSchema).nullable(),
  shown: count,
  of: count,
});

const replayed: z.ZodType<Replayed> = z.object({
  path: z.string(),
  key: z.string().nullable(),
  // The trace is kept with its finding.
  trace: z.null(),
  verdict: z.enum(['reproduced', 'other', 'gone', 'mismatch', 'strayed', 'unreadable', 'crashed', 'not replayed']),
  note: z.string(),
});

/** Entries of so many words each: three of `IncidenceCounts`, two of kinds of steps. */
const words = (each: number) =>
  z
    .instanceof(Uint8Array)
    .refine(({ byteLength }) => byteLength % (4 * each) === 0, `has not ${each} words for each entry`)
    .transform((bytes) => new Int32Array(bytes.slice().buffer));

/** The largest budget of rounds. */
const mostRounds = 1000;

const campaign: z.ZodType<Campaign> = z.object({
  id: count,
  begunAt: instant,
  endedAt: instant.nullable(),
  how: z.enum(['time', 'rounds', 'interrupted', 'nothing left']).nullable(),
  budget: json(z.union([z.strictObject({ seconds }), z.strictObject({ rounds: count.max(mostRounds) })])),
  jobs: json(z.array(count)),
  folder: z.string(),
  leftOut: json(z.array(z.string())),
  spentSeconds: seconds,
});

const entry = z
  .object({
    key: z.string(),
    trace: z.string(),
    details: z.string(),
    shown: count,
    replays: count,
    firstSeen: instant,
    lastSeen: instant,
    times: count,
    timesInCampaign: count,
  })
  .transform(({ trace, replays, ...rest }): JournalEntry => {
    return { ...rest, trace: parseAnyTrace(trace, `the run of the finding ${rest.key}`), of: replays };
  });

/** The content of a row, by the kind of query. */
export interface Rows {
  readonly origin: { readonly origin: string };
  readonly id: { readonly id: number };
  readonly job: { readonly job: Job };
  readonly campaign: Campaign;
  readonly share: { readonly share: JobShare };
  readonly batch: { readonly number: number; readonly campaign: number; readonly kinds: Int32Array };
  readonly incidence: { readonly states: Int32Array; readonly edges: Int32Array };
  readonly sum: { readonly sum: number };
  readonly entry: JournalEntry;
  readonly crash: { readonly crash: CrashEntry };
  readonly replayed: { readonly replayed: Replayed };
}

const schemas: { readonly [Kind in keyof Rows]: z.ZodType<Rows[Kind]> } = {
  origin: z.object({ origin: z.string().min(1) }),
  id: z.object({ id: count }),
  job: z.object({ job: json(job) }),
  campaign,
  share: z.object({ share: json(share) }),
  batch: z.object({ number: count, campaign: count, kinds: words(2) }),
  incidence: z.object({ states: words(3), edges: words(3) }),
  sum: z.object({ sum: count }),
  entry,
  crash: z.object({ crash: json(crash) }),
  replayed: z.object({ replayed: json(replayed) }),
};

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** A row is invalid: the message has the column and the reason. */
export class DamagedRow extends Error {
  override name = 'DamagedRow';
}

/** The content of a row. Throws `DamagedRow`, and `BadTrace` where a finding has no run. */
export function parseRow<Kind extends keyof Rows>(kind: Kind, row: Row): Rows[Kind] {
  const parsed = schemas[kind].safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DamagedRow(`a row of ${kind}: ${[...(issue?.path ?? []).map(String), issue?.message].join(': ')}`);
}
