import { pgBossPresets, pgBossSystem } from '../../../src/subjects/lease-queue/pg-boss.ts';
import { describeTerms } from './expect-terms.ts';

/** The other ways to use pg-boss are for the long run. */
const name = 'pg-boss-groups';
const { [name]: preset } = pgBossPresets;

describeTerms({ kind: pgBossSystem({ name, ...preset }), stated: preset.terms });
