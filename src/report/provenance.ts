import type { Certificate } from '../kernel/certificate.ts';
import { formatCount } from './numbers.ts';

/** The finder of a counterexample: a command or a person, and for a search the seed and the run. */
export interface Finder {
  readonly who: string;
  readonly seed?: number;
  readonly run?: number;
}

/** The finder of a counterexample, in a few words. */
export function formatFoundBy({ who, seed, run }: Finder): string {
  return seed === undefined ? who : `${who}, seed ${seed}, run ${run}`;
}

/** Why a counterexample is believed to be minimal, in a single line. `null`: not minimised. */
export function formatCertificate(certificate: Certificate | null): string {
  return certificate?.kind === 'minimal' ? formatMinimal(certificate, true) : formatMinimality(certificate);
}

/** The same without the digest, which is in the trace. */
export function formatMinimality(certificate: Certificate | null): string {
  if (certificate === null) return 'not minimised';
  if (certificate.kind === 'locally minimal') return `locally minimal: ${certificate.reason}`;
  return formatMinimal(certificate, false);
}

function formatMinimal(
  { exploredDepth, states, digest }: Extract<Certificate, { kind: 'minimal' }>,
  hasDigest: boolean,
): string {
  const runs = `no run of at most ${formatCount(exploredDepth, 'command')} has this violation`;
  return `minimal: ${runs} (${formatCount(states, 'state')} explored${hasDigest ? `, digest ${digest}` : ''})`;
}

/** The note on a run with a command that the model does not enable; `at`: the index of the command. */
export function formatManualRun(at: number): string {
  return `a manual run: the model does not enable command ${at + 1} there, so no engine would try the run`;
}
