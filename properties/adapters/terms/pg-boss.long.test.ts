import { pgBossPresets, pgBossSystem } from '../../../src/subjects/lease-queue/pg-boss.ts';
import { describeTerms } from './expect-terms.ts';

for (const [name, preset] of Object.entries(pgBossPresets))
  describeTerms({ kind: pgBossSystem({ name, ...preset }), stated: preset.terms });
