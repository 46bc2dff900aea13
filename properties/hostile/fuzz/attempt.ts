import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One use of the command line with hostile input, as data: it runs in this process, or in one of its own. */
export interface Attempt {
  readonly args: readonly string[];
  /** Environment variables beside those that keep every attempt away from servers. */
  readonly env?: Readonly<Record<string, string>>;
  /** The files of the working folder, by their paths in it. */
  readonly files: Readonly<Record<string, FileKind>>;
  /** Texts that must not be printed. */
  readonly passwords?: readonly string[];
}

type NoFile = 'a folder' | 'a pipe' | 'a full disk' | 'a read-only folder';

/** What a file holds, or what stands in its place. */
export type FileKind = string | Uint8Array | { readonly is: NoFile };

/** Nothing listens there: what an attempt connects to without an address of its own is no server. */
export const withoutServers: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://127.0.0.1:1/none',
  ETCD_ENDPOINTS: 'http://127.0.0.1:1',
  PGHOST: '127.0.0.1',
  PGPORT: '1',
};

const makers: Readonly<Record<NoFile, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a full disk': (path) => symlinkSync('/dev/full', path),
  'a read-only folder': (path) => {
    mkdirSync(path);
    chmodSync(path, 0o555);
  },
};

/** Makes the files of an attempt in an empty folder. */
export function makeFiles(folder: string, files: Attempt['files']): void {
  for (const [name, kind] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof kind === 'string' || kind instanceof Uint8Array) writeFileSync(path, kind);
    else makers[kind.is](path);
  }
}
