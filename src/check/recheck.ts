import type { Trace } from '../corpus/trace.ts';
import type { ExploreProgress } from '../explore/result.ts';
import { explore } from '../explore/explore.ts';
import type { Certificate } from '../kernel/certificate.ts';
import { sameJson } from '../kernel/json.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { sameFinding } from '../kernel/violation.ts';

/** The result of exploring again, compared with the certificate. */
export interface Recheck {
  /** `short`: the exploration ran out of memory. */
  readonly verdict: 'confirmed' | 'refuted' | 'interrupted' | 'short';
  readonly exploredDepth: number;
  readonly states: number;
  readonly digest: string;
  /** Whether the invariant is violated within that depth. */
  readonly violations: boolean;
}

/** Repeats the exploration of a trace's certificate. */
export async function recheckCertificate(
  subject: AnySubject,
  { policies, scope, violation }: Pick<Trace, 'policies' | 'scope' | 'violation'>,
  { exploredDepth, states, digest }: Extract<Certificate, { kind: 'shortest' }>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: ExploreProgress) => void } = {},
): Promise<Recheck> {
  const again = await explore(subject.model(policies, scope), { maxDepth: exploredDepth, ...options });
  const found = { exploredDepth, states: again.distinctStates, digest: again.digest };
  const violations = again.violations.some((one) => sameFinding(one.violation, violation));
  const isSame = !violations && sameJson(found, { exploredDepth, states, digest });
  const stopped = { signal: 'interrupted', memory: 'short' } as const;
  const verdict =
    again.stoppedBy === 'signal' || again.stoppedBy === 'memory'
      ? stopped[again.stoppedBy]
      : isSame
        ? 'confirmed'
        : 'refuted';
  return { verdict, ...found, violations };
}
