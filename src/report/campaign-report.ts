import type { Command } from '../kernel/model.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import type { RacesOfJob } from './campaign-races.ts';
import type { RaceToRender } from './race.ts';
import type { ReportedTrace } from './reported-trace.ts';

/** A job of a campaign: a subject on a system, in a scope, by a strategy. */
export interface CampaignJob {
  readonly subject: string;
  readonly system: string;
  readonly scopeName: string;
  /** The policy that this job alone switches off. */
  readonly off?: string;
  /** `drive`: every transition on the system. `race`: commands at once. */
  readonly strategy: 'random' | 'explore' | 'drive' | 'race';
}

/** A job, in a few words. */
export function formatJob(job: CampaignJob): string {
  return `${formatPlaceOfJob(job)}, ${job.strategy}`;
}

/** Where a job searches. */
export function formatPlaceOfJob({ subject, system, scopeName, off }: CampaignJob): string {
  return `${subject} on ${system}, ${scopeName}${off === undefined ? '' : `, without ${off}`}`;
}

/** A race that went wrong, with its set-up. */
export type RaceOfFinding = RaceToRender<Command> & Pick<ReportedTrace, 'policies' | 'scope'>;

/** A finding of a campaign. */
export interface CampaignFinding {
  readonly trace: (ReportedTrace | RaceOfFinding) & { readonly subject: string; readonly system: string };
  readonly details: string;
  /** Not known before the campaign. */
  readonly isNew: boolean;
  /** Reproduced in every replay; otherwise in `shown` of `of` replays. */
  readonly isSure: boolean;
  readonly shown: number;
  readonly of: number;
  /** The file of the finding; `null`: in the journal alone. */
  readonly path: string | null;
  /** How often the finding was seen: in all campaigns, in this campaign, and since when, in ISO 8601. */
  readonly times: number;
  readonly timesInCampaign: number;
  readonly firstSeen: string;
}

/** The work of a campaign on a job. */
export interface CampaignJobReport {
  readonly of: CampaignJob;
  readonly batches: number;
  /** Why the job was given up; `null`: the job was not given up. */
  readonly setAside: { readonly message: string } | null;
  /** The coverage goals that too few of its runs reached. */
  readonly missedGoals: readonly string[];
  readonly sums: { readonly runs: number; readonly reached: Readonly<Record<string, unknown>> };
  readonly runsPerSecond: number;
  /** The states and transitions that its runs have shown, in all campaigns. */
  readonly shown: { readonly states: number; readonly edges: number } | null;
  readonly newEdges: number;
  readonly newEdgesInLastHour: number;
  readonly newEdgesPerHour: number | null;
  /** The chance that its next run shows a new transition; `null`: unknown. */
  readonly left: { readonly chance: number; readonly chanceAtMost: number } | null;
  /** `null`: none, or not counted yet. */
  readonly raced: RacesOfJob | null;
  readonly explored: {
    readonly states: number;
    readonly edges: number;
    readonly driven: number;
    readonly isWhole: boolean;
  } | null;
}

/** The printed facts of a campaign. */
export interface CampaignToRender {
  readonly verdict: 'violated' | 'inconclusive' | 'holds';
  readonly campaign: {
    /** In ISO 8601; the end is `null` where the campaign was cut off. */
    readonly begunAt: string;
    readonly endedAt: string | null;
    readonly how: 'time' | 'rounds' | 'interrupted' | 'nothing left' | null;
    readonly spentSeconds: number;
    /** The jobs that could not take part, and why. */
    readonly leftOut: readonly string[];
  };
  readonly findings: readonly CampaignFinding[];
  /** The worker processes that exited early, each with its job and the number of tries that exited again. */
  readonly crashes: readonly {
    readonly how: 'crashed' | 'hung' | 'memory';
    readonly says: string;
    readonly shown: number;
    readonly of: number;
    readonly seed: number | null;
    readonly commands: readonly Command[] | null;
    readonly in: CampaignJob;
    /** The system may be the cause. */
    readonly isOfSystem: boolean;
  }[];
  /** The kept counterexamples with another result; `crashed`: the counterexample ended its process. */
  readonly changed: readonly { readonly path: string; readonly verdict: string; readonly note: string }[];
  readonly jobs: readonly CampaignJobReport[];
  /** Of each scope, as `command: outcome`, the outcomes that an exploration reached and no random run did, on any night. */
  readonly unreached: readonly {
    readonly subject: string;
    readonly scopeName: string;
    readonly outcomes: readonly string[];
    /** Why these are too many for the runs of all nights; empty: they are not. */
    readonly missedGoals: readonly string[];
  }[];
  /** What the verdict does not cover, since a system lacks it or does not show it. Absent: not looked for. */
  readonly limits?: readonly { readonly subject: string; readonly system: string; readonly limits: SystemLimits }[];
}

/** A line of a section; `asIs`: the columns are aligned, so Markdown must not change the line. */
export interface SectionLine {
  readonly text: string;
  readonly asIs?: boolean;
}
