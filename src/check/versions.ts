import { readFileSync } from 'node:fs';
import { __version as fastCheckVersion } from 'fast-check';

/** The versions of the packages that decide which runs a seed gives. */
export function versionsInUse(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { faultbook: version, 'fast-check': fastCheckVersion, node: process.versions.node };
}
