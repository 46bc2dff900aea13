import type { PackageManager, StarterChoices } from './starter.ts';

/** How each package manager installs what its lock file says, and runs a program of the project. */
const commandsOf: Readonly<Record<PackageManager, { readonly install: string; readonly run: string }>> = {
  npm: { install: 'npm ci', run: 'npx' },
  pnpm: { install: 'corepack enable && pnpm install --frozen-lockfile', run: 'pnpm exec' },
  yarn: { install: 'corepack enable && yarn install --immutable', run: 'yarn exec' },
};

/** A workflow of GitHub that searches at night, and goes on in the next night with what it knows. */
export function workflowText({ packageManager }: StarterChoices): string {
  const { install, run } = commandsOf[packageManager];
  return `name: faultbook
on:
  schedule:
    - cron: '23 2 * * *'
  workflow_dispatch:
permissions:
  contents: read
concurrency: faultbook
jobs:
  overnight:
    runs-on: ubuntu-latest
    timeout-minutes: 150
    steps:
      - uses: actions/checkout@v6
      - uses: actions/setup-node@v6
        with:
          node-version: 24
      - run: ${install}
      # The journal and the counterexamples of the nights before.
      - uses: actions/cache/restore@v5
        with:
          path: |
            .faultbook
            counterexamples
          key: faultbook-\${{ github.run_id }}
          restore-keys: faultbook-
      - run: ${run} faultbook overnight --hours 2
      - if: always()
        run: cat .faultbook/overnight.md >> "$GITHUB_STEP_SUMMARY"
      - if: always()
        uses: actions/cache/save@v5
        with:
          path: |
            .faultbook
            counterexamples
          key: faultbook-\${{ github.run_id }}
      - if: failure()
        uses: actions/upload-artifact@v6
        with:
          name: counterexamples
          path: counterexamples
`;
}
