import type { LeaseQueueSubject } from '../../../src/subjects/lease-queue/subject.ts';
import { leaseQueueOn } from '../../../src/subjects/lease-queue/subject.ts';
import { systemsOfVersion, versionVariable } from './hunted.ts';

const [library = '', version = ''] = (process.env[versionVariable] ?? '').split('@');

/** The lease queue on the version of a library that the environment names. */
export const leaseQueue: LeaseQueueSubject = leaseQueueOn(systemsOfVersion(library, version));
