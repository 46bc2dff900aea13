import type { Figures } from './figures.ts';

/** The scope of a failure, in the document's classes. */
export type FailureScope = 'player' | 'region' | 'system';

export interface FailureMode {
  /** Ours; `FM_201` is the document's `FM-001`. */
  readonly id: string;
  readonly title: string;
  /** 1 is the worst. */
  readonly severity: 1 | 2 | 3 | 4;
  readonly scope: FailureScope;
  /** How often the failure struck: transfers, servers, players or periods of too much load. */
  readonly strikes: (figures: Figures) => number;
}

/**
 * The document's failure modes with its severities. The document defines the scopes and assigns no failure mode to
 * them; the scopes here depend on the actors that each failure mode affects in the simulation.
 */
export const failureModes: readonly FailureMode[] = [
  mode('FM_201', 'network time-out', 3, 'player', ({ fates }) => fates.late.transfers),
  mode('FM_202', 'packet loss', 3, 'player', ({ fates }) => fates.lost.transfers),
  mode('FM_203', 'server unavailable', 2, 'region', ({ servers }) => servers.crashes + servers.partitions),
  mode('FM_204', 'state mismatch', 2, 'player', ({ stateMismatches }) => stateMismatches),
  mode('FM_205', 'split brain', 1, 'system', ({ splitBrains }) => splitBrains.players),
  mode('FM_206', 'item duplication', 1, 'system', ({ items }) => items.duplicated),
  mode('FM_207', 'transfer stuck', 3, 'player', ({ fates }) => fates.hung.transfers),
  mode('FM_208', 'high concurrent load', 3, 'region', ({ load }) => load.saturation.count),
];

function mode(
  id: string,
  title: string,
  severity: FailureMode['severity'],
  scope: FailureScope,
  strikes: FailureMode['strikes'],
): FailureMode {
  return { id, title, severity, scope, strikes };
}

/** How often failures struck, by scope. */
export function strikesByScope(figures: Figures): Record<FailureScope, number> {
  const sums = { player: 0, region: 0, system: 0 };
  for (const { scope, strikes } of failureModes) sums[scope] += strikes(figures);
  return sums;
}
