#!/usr/bin/env node

// Plain JavaScript with no static import: a Node that cannot run the rest prints one line. Imports come after the check,
// since a static import of a name that an old Node lacks fails before the first statement runs.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `faultbook: needs Node 24 or later, and this is ${process.version}; run it through npm (npm start, npm run faultbook -- …), which brings its own`,
  );
  process.exit(2);
}
const { enableCompileCache } = await import('node:module');
const { fileURLToPath } = await import('node:url');
// Compiled once, and not at every start; where the folder cannot be written, it goes without. What it starts, does too.
if (process.env.NODE_COMPILE_CACHE === undefined) {
  process.env.NODE_COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/faultbook', import.meta.url));
}
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('../src/cli/main.ts');
