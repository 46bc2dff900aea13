import { pgBossPresets, pgBossSystem } from '../../../src/subjects/lease-queue/pg-boss.ts';
import { describeTerms } from './expect-terms.ts';

for (const [name, preset] of Object.entries(pgBossPresets))
  describeTerms({ kind: pgBossSystem({ name, ...preset }), stated: preset.terms });

const queue = { policy: 'exclusive', expireInSeconds: 60, retryLimit: 4, retryDelay: 5, retryBackoff: true } as const;
const own = pgBossSystem({ name: 'own options', queue: { ...queue, retryDelayMax: 30 } });
describeTerms({ kind: own, stated: own.terms ?? {} });
