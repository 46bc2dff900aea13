import { readFileSync } from 'node:fs';

/** The version of this Faultbook. */
export function ownVersion(): string {
  const manifest = new URL(import.meta.resolve('faultbook/package.json'));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
