import type { Verdict } from './claims.ts';
import { claims, judge } from './claims.ts';
import type { FailureScope } from './failure-modes.ts';
import { failureModes, strikesByScope } from './failure-modes.ts';
import type { Figures } from './figures.ts';
import { figuresOf } from './figures.ts';
import type { Settings } from './settings.ts';
import type { SimulateOptions } from './simulate.ts';
import { simulate } from './simulate.ts';
import { studies } from './studies.ts';

export interface JudgedClaim {
  readonly id: string;
  readonly measured: number | null;
  /** The number of cases. */
  readonly count: number;
  readonly verdict: Verdict;
  /** The worlds of the studies in which the claim holds. */
  readonly holdsUnder: readonly string[];
}

export interface StudyReport {
  readonly name: string;
  readonly variants: readonly {
    readonly name: string;
    readonly change: Partial<Settings>;
    readonly figures: Figures;
  }[];
}

export interface SimulationReport {
  readonly subject: 'authority';
  readonly settings: Settings;
  /** Stopped by the user: the figures are about the transfers that had ended. */
  readonly isPartial: boolean;
  readonly figures: Figures;
  readonly failureModes: readonly {
    readonly id: string;
    readonly severity: number;
    readonly scope: FailureScope;
    readonly strikes: number;
  }[];
  readonly strikesByScope: Readonly<Record<FailureScope, number>>;
  readonly claims: readonly JudgedClaim[];
  readonly studies: readonly StudyReport[];
}

export interface ReportOptions extends SimulateOptions {
  /** Whether to run the studies as well. */
  readonly studies: boolean;
  /** Called with the name of each world before its simulation. */
  readonly onWorld?: (name: string) => void;
}

/** Simulates the given world and the worlds of the studies, and judges the document's claims in each. */
export async function simulateClaims(settings: Settings, options: ReportOptions): Promise<SimulationReport> {
  options.onWorld?.('as given');
  const simulated = await simulate(settings, options);
  const figures = figuresOf(simulated);
  const made =
    options.studies && !simulated.isPartial ? await makeStudies(settings, options) : { reports: [], isPartial: false };
  return {
    subject: 'authority',
    settings,
    isPartial: simulated.isPartial || made.isPartial,
    figures,
    failureModes: failureModes.map(({ id, severity, scope, strikes }) => ({
      id,
      severity,
      scope,
      strikes: strikes(figures),
    })),
    strikesByScope: strikesByScope(figures),
    claims: judgeAll(figures, made.reports),
    studies: made.reports,
  };
}

/** Only complete studies count; a stopped study is left out. */
async function makeStudies(
  settings: Settings,
  { signal, onProgress, onWorld }: ReportOptions,
): Promise<{ reports: StudyReport[]; isPartial: boolean }> {
  const reports: StudyReport[] = [];
  for (const { name, variants, mostTransfers } of studies) {
    const base = { ...settings, transfers: Math.min(settings.transfers, mostTransfers) };
    const worlds: StudyReport['variants'][number][] = [];
    for (const variant of variants) {
      onWorld?.(variant.name);
      const change = variant.change(base);
      const simulated = await simulate(
        { ...base, ...change },
        { ...(signal && { signal }), ...(onProgress && { onProgress }) },
      );
      if (simulated.isPartial) return { reports, isPartial: true };
      worlds.push({ name: variant.name, change, figures: figuresOf(simulated) });
    }
    reports.push({ name, variants: worlds });
  }
  return { reports, isPartial: false };
}

function judgeAll(figures: Figures, reports: readonly StudyReport[]): JudgedClaim[] {
  return claims.map((claim) => {
    const { value, count, verdict } = judge(claim, figures);
    const worlds = reports.flatMap(({ variants }) => variants);
    const holdsUnder = worlds
      .filter((world) => judge(claim, world.figures).verdict === 'holds')
      .map(({ name }) => name);
    return { id: claim.id, measured: value, count, verdict, holdsUnder };
  });
}
