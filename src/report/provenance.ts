import type { Certificate } from '../kernel/certificate.ts';
import { formatCount } from './numbers.ts';

/** Who found a counterexample, and by which run of which seed where it was a search. */
export interface Finder {
  readonly who: string;
  readonly seed?: number;
  readonly run?: number;
}

/** Who found a counterexample, in a few words. */
export function formatFoundBy({ who, seed, run }: Finder): string {
  return seed === undefined ? who : `${who}, seed ${seed}, run ${run}`;
}

/** Why a counterexample is believed to be minimal, in one line. `null`: it was not minimised. */
export function formatCertificate(certificate: Certificate | null): string {
  if (certificate === null) return 'not minimised';
  if (certificate.kind === 'locally minimal') return `locally minimal: ${certificate.reason}`;
  const { exploredDepth, states, digest } = certificate;
  const runs = `no run of at most ${formatCount(exploredDepth, 'command')} breaks it`;
  return `shortest: ${runs} (${formatCount(states, 'state')} explored, digest ${digest})`;
}

/** That a run has a command which the model does not enable there; `at`: its index. */
export function formatManualRun(at: number): string {
  return `a manual run: the model does not enable command ${at + 1} there, so no engine would try it`;
}
