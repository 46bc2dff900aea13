import { __version as fastCheckVersion } from 'fast-check';
import { ownVersion } from './own-version.ts';

/** The versions of the packages that decide which runs a seed gives. */
export function versionsInUse(): Readonly<Record<string, string>> {
  return { faultbook: ownVersion(), 'fast-check': fastCheckVersion, node: process.versions.node };
}
