import type { Certificate } from '../kernel/certificate.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatMinimality } from './provenance.ts';
import { renderLimits } from './system-limits.ts';
import { timeline } from './timeline.ts';
import { paragraph } from './wrapped.ts';

/** The result of driving every transition on a system, or why none was driven. */
export type DrivingToRender = { readonly system: string } & (
  | { readonly notDriven: string }
  | {
      readonly states: number;
      readonly edges: number;
      readonly drivenEdges: number;
      /** The endings of driven commands that the system never chose. */
      readonly neverChosen: number;
      /** No edge is left to which the choices of the system lead. */
      readonly isWhole: boolean;
      /** What the verdict does not cover; `null`: nothing of the model. */
      readonly limits: SystemLimits | null;
      /** Where model and system diverge; `null`: they agree. */
      readonly divergence: (ViolatingRun & { readonly certificate: Certificate }) | null;
      readonly timing: { readonly edgesPerSecond: number };
    }
);

/** How much was driven, and where model and system diverge. */
export function renderDriving(
  subject: AnySubject,
  { policies, scope }: { readonly policies: Policies; readonly scope: Scope },
  driving: DrivingToRender,
): string[] {
  if ('notDriven' in driving)
    return paragraph(`inconclusive: no edge was driven on ${driving.system}: ${driving.notDriven}`, 'yellow');
  const { system, states, edges, drivenEdges, isWhole, divergence, timing } = driving;
  const amount = `${formatNumber(drivenEdges)} of ${formatNumber(edges)} edges between ${formatNumber(states)} states`;
  const line = `${amount} driven on ${system}, name by name`;
  if (divergence !== null) {
    return [
      '',
      ...timeline(subject, { system, policies, scope }, divergence),
      ...paragraph(formatMinimality(divergence.certificate)),
      ...paragraph(line),
    ];
  }
  return [
    ...(driving.limits === null ? [] : renderLimits(system, driving.limits)),
    ...(isWhole
      ? paragraph(`${line}: outcome and view the same on all of them${formatUnchosen(system, driving)}`, 'green')
      : paragraph(`inconclusive: ${line}, then stopped; outcome and view the same on the driven edges`, 'yellow')),
    `driven at ${formatNumber(timing.edgesPerSecond)} edges/s`,
  ];
}

/** The endings that the system did not choose, where a command has several: they do not count against it. */
function formatUnchosen(
  system: string,
  {
    edges,
    drivenEdges,
    neverChosen,
  }: { readonly edges: number; readonly drivenEdges: number; readonly neverChosen: number },
): string {
  if (drivenEdges === edges) return '';
  const behind = edges - drivenEdges - neverChosen;
  const hidden = behind === 0 ? '' : `, with ${formatCount(behind, 'edge')} behind them`;
  return `; ${system} never chose ${formatCount(neverChosen, 'other ending')} of these commands${hidden}`;
}
