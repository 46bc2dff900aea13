import { setUp } from '../../src/kernel/setup.ts';
import type { Etcd } from '../../src/real/database/etcd.ts';
import type { StressReport } from '../../src/stress/report.ts';
import type { FaultKind } from '../../src/stress/round.ts';
import { stress } from '../../src/stress/stress.ts';
import type { TokenSystem } from '../authority/token-register.ts';
import { tokens } from '../authority/token-register.ts';

const scope = tokens.stressScope?.(6) ?? { servers: 2, players: 1 };

/** The register of tokens under stress by six servers, in worlds of 8 rounds. */
export function stressTokens(
  open: (scope: { readonly servers: number; readonly players: number }) => Promise<TokenSystem>,
  { maxRounds, faults = [] }: { readonly maxRounds: number; readonly faults?: readonly FaultKind[] },
): Promise<StressReport> {
  const setup = setUp(tokens, { system: 'etcd', policies: {}, scope, overlap: {} });
  return stress(
    { ...setup, open: () => open(scope) },
    {
      maxSeconds: Infinity,
      maxRounds,
      maxWorlds: Infinity,
      roundsPerWorld: 8,
      operationsEach: 8,
      seed: 1,
      weights: {},
      faults,
      struck: tokens.struck?.bind(tokens),
      isUnknown: () => false,
      judgeSeconds: 60,
      findsCore: false,
      maxMemoryBytes: 1e9,
    },
  );
}

/** A client that writes whether or not the keys are as they were read. */
export function withoutConditions(etcd: Etcd): Etcd {
  return { ...etcd, commit: (_, writes) => etcd.commit([], writes) };
}
