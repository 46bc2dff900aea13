#!/usr/bin/env node
// Plain JavaScript, so that a Node that cannot run the rest says so in one line.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `faultbook: needs Node 24 or later, and this is ${process.version}; run it through npm (npm start, npm run faultbook -- …), which brings its own`,
  );
  process.exit(2);
}
await import('../src/cli/main.ts');
