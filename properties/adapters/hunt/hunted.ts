import { createHash } from 'node:crypto';
import type { LeaseQueueSystemKind } from '../../../src/adapters/lease-queue-system.ts';
import { isAtLeast } from '../../../src/adapters/library-version.ts';
import {
  bullMqPostgresSystems,
  bullMqPresets,
  bullMqSystem,
  bullMqSystems,
} from '../../../src/subjects/lease-queue/bullmq.ts';
import {
  graphileWorkerPresets,
  graphileWorkerSystem,
  graphileWorkerSystems,
} from '../../../src/subjects/lease-queue/graphile-worker.ts';
import { pgBoss10Presets, pgBossPresets, pgBossSystem } from '../../../src/subjects/lease-queue/pg-boss.ts';
import {
  installedVersions,
  loadBullMqVersion,
  loadGraphileWorkerVersion,
  loadPgBossVersion,
  newestVersion,
} from '../versions.ts';
import type { HuntEngine } from './engines.ts';

/** A documented way to use a version of a library, and the engines that can search it. */
export interface Hunted {
  readonly library: string;
  readonly version: string;
  readonly system: string;
  readonly engines: readonly HuntEngine[];
  /** A digest of the terms: results count only for the same terms. */
  readonly terms: string;
  /** The file of the subject, and what it is given of the environment; `null`: the subject that comes with the program. */
  readonly subject: { readonly file: string; readonly environment: Readonly<Record<string, string>> } | null;
}

/** The variable that names the version to `older-version-subject.ts`: `pg-boss@12.34.0`. */
export const versionVariable = 'HUNTED_VERSION';

const olderSubject = 'properties/adapters/hunt/older-version-subject.ts';
const pgBoss12 = Object.entries(pgBossPresets).map(([name, preset]) => pgBossSystem({ name, ...preset }));

/** The systems of the versions that the project depends on: the newest ones. */
export function newestHunted(): Hunted[] {
  const systems = {
    'pg-boss': pgBoss12,
    bullmq: [...bullMqSystems, ...bullMqPostgresSystems],
    'graphile-worker': graphileWorkerSystems,
  };
  return Object.entries(systems).flatMap(([library, kinds]) => {
    const version = newestVersion(library);
    return kinds.map((kind) => huntedSystem(kind, { library, version, subject: null }));
  });
}

/** The systems of the versions that `npm run adapters:install` has installed. */
export function olderHunted(): Hunted[] {
  return installedVersions().flatMap(({ library, version }) => {
    const subject = { file: olderSubject, environment: { [versionVariable]: `${library}@${version}` } };
    return systemsOfVersion(library, version).map((kind) => huntedSystem(kind, { library, version, subject }));
  });
}

/** The systems of an installed version of a library. */
export function systemsOfVersion(library: string, version: string): LeaseQueueSystemKind[] {
  if (library === 'bullmq')
    return Object.entries(bullMqPresets).map(([name, preset]) =>
      bullMqSystem({ name, ...preset, load: async () => loadBullMqVersion(version) }),
    );
  if (library === 'graphile-worker')
    return Object.entries(graphileWorkerPresets)
      .filter(([, { hasLocalQueue }]) => !hasLocalQueue || isAtLeast(version, '0.17.0'))
      .map(([name, preset]) =>
        graphileWorkerSystem({ name, ...preset, load: async () => loadGraphileWorkerVersion(version) }),
      );
  const presets = version.startsWith('10.') ? pgBoss10Presets : pgBossPresets;
  return Object.entries(presets).map(([name, preset]) =>
    pgBossSystem({ name, ...preset, load: () => loadPgBossVersion(version) }),
  );
}

/** A system with the engines that can search it. */
export function huntedSystem(
  { name, terms = {}, stage, concurrent }: LeaseQueueSystemKind,
  where: Pick<Hunted, 'library' | 'version' | 'subject'>,
): Hunted {
  const engines: HuntEngine[] = ['check'];
  if (stage !== undefined) engines.push('race');
  if (concurrent !== undefined && concurrent !== false) engines.push('stress');
  const digest = createHash('sha256').update(JSON.stringify(terms)).digest('hex').slice(0, 8);
  return { ...where, system: name, engines, terms: digest };
}
