import type { Trace } from '../corpus/trace.ts';
import { explore } from '../explore/explore.ts';
import type { ExploreProgress } from '../explore/result.ts';
import type { Certificate } from '../kernel/certificate.ts';
import { sameJson } from '../kernel/json.ts';
import { modelOnSystem } from '../kernel/setup.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';

/** The result of exploring again, compared with the certificate. */
export interface Recheck {
  /** `outOfMemory`: the exploration ran out of memory. */
  readonly verdict: 'confirmed' | 'refuted' | 'interrupted' | 'outOfMemory';
  readonly exploredDepth: number;
  readonly states: number;
  readonly digest: string;
  /** Whether the invariant is violated within that depth. */
  readonly isViolated: boolean;
}

/** Repeats the exploration of a trace's certificate. */
export async function recheckCertificate(
  subject: AnySubject,
  trace: Pick<Trace, 'system' | 'policies' | 'scope' | 'violation'>,
  { exploredDepth, states, digest }: Extract<Certificate, { kind: 'minimal' }>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: ExploreProgress) => void } = {},
): Promise<Recheck> {
  const recheck = await explore(modelOnSystem(subject, trace), { maxDepth: exploredDepth, ...options });
  const found = { exploredDepth, states: recheck.distinctStates, digest: recheck.digest };
  const isViolated = recheck.violations.some((one) => sameFinding(one.violation, trace.violation));
  const isSame = !isViolated && sameJson(found, { exploredDepth, states, digest });
  const stopped = { signal: 'interrupted', memory: 'outOfMemory' } as const;
  const verdict =
    recheck.stoppedBy === 'signal' || recheck.stoppedBy === 'memory'
      ? stopped[recheck.stoppedBy]
      : isSame
        ? 'confirmed'
        : 'refuted';
  return { verdict, ...found, isViolated };
}
