#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Plain JavaScript, so that a Node that cannot run the rest says so in one line.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `faultbook: needs Node 24 or later, and this is ${process.version}; run it through npm (npm start, npm run faultbook -- …), which brings its own`,
  );
  process.exit(2);
}
// Compiled once, and not at every start; where the folder cannot be written, it goes without. What it starts, does too.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/faultbook', import.meta.url));
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('../src/cli/main.ts');
