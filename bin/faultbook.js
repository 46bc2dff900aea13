#!/usr/bin/env node

// Plain JavaScript with no static import: a Node that cannot run the rest prints one line. Imports come after the check,
// since a static import of a name that an old Node lacks fails before the first statement runs.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || major === 23 || (major === 22 && minor < 18)) {
  console.error(
    `faultbook: needs Node 22.18 or a later 22, or Node 24 or later, and this is ${process.version}; in a clone, npm start and npm run faultbook bring their own`,
  );
  process.exit(2);
}
const { existsSync } = await import('node:fs');
const { enableCompileCache } = await import('node:module');
const { tmpdir } = await import('node:os');
const { join } = await import('node:path');
// Compiled once, and not at every start, where Node keeps such files of all programs. Child processes do the same.
if (process.env.NODE_COMPILE_CACHE === undefined) process.env.NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
// A clone has the sources, the package has what was built from them.
const isClone = existsSync(new URL('../src/cli/main.ts', import.meta.url));
const load = (path) =>
  import(new URL(isClone ? `../src/${path}.ts` : `../dist/${path.replaceAll('/', '-')}.js`, import.meta.url).href);
if (major === 22) {
  const { hideSqliteWarning } = await load('kernel/sqlite-warning');
  hideSqliteWarning();
  const given = process.env.NODE_OPTIONS === undefined ? '' : `${process.env.NODE_OPTIONS} `;
  process.env.NODE_OPTIONS = `${given}--disable-warning=ExperimentalWarning`;
}
await load('cli/main');
