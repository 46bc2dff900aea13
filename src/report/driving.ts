import type { Certificate } from '../kernel/certificate.ts';
import type { ViolatingRun } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { SystemLimits } from '../kernel/system-limits.ts';
import { formatNumber } from './numbers.ts';
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
  const { system, states, edges, drivenEdges, divergence, timing } = driving;
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
    ...(drivenEdges === edges
      ? paragraph(`${line}: outcome and view the same on all of them`, 'green')
      : paragraph(`inconclusive: ${line}, then stopped; outcome and view the same on the driven edges`, 'yellow')),
    `driven at ${formatNumber(timing.edgesPerSecond)} edges/s`,
  ];
}
