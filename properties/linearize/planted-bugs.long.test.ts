import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Patch } from '../planted/planted-bug.ts';
import { applyPatch } from '../planted/planted-bug.ts';
import type { Judge } from './agreement.ts';
import { agreeOn, isFound, judgedHistory, queueExamples, registerExamples } from './agreement.ts';
import { coreOf, faultOfCore } from './cores.ts';
import { drawnModels, jobQueue, registers } from './models.ts';
import { linearizeBugs } from './planted-bugs.ts';

const root = join(import.meta.dirname, '../..');

/** The search from a copy of its code with this change. */
async function withBug(patch: Patch, use: (judge: Judge) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultbook-linearize-'));
  try {
    for (const part of ['kernel', 'linearize'])
      cpSync(join(root, 'src', part), join(folder, 'src', part), { recursive: true });
    const path = join(folder, patch.file);
    writeFileSync(path, applyPatch(readFileSync(path, 'utf8'), patch));
    const { href } = pathToFileURL(join(folder, 'src/linearize/linearize.ts'));
    const { linearizing } = (await import(href)) as { readonly linearizing: Judge };
    use(linearizing);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectAgreement(judge: Judge): void {
  for (const history of registerExamples) expect(isFound(registers, history, judge)).toBe(true);
  for (const { history, isLegal } of queueExamples) expect(isFound(jobQueue, history, judge)).toBe(isLegal);
  for (const drawn of drawnModels) agreeOn(drawn, { histories: 160, seed: 5, most: 6, judge });
}

function expectMinimalCores(judge: Judge): void {
  for (const drawn of drawnModels) {
    for (let seed = 6_000_001; seed < 6_000_121; seed += 2) {
      const { history, isLegal } = judgedHistory(drawn, seed, 6);
      if (isLegal) continue;
      for (const steps of [20_000, 3]) {
        const core = coreOf(drawn, history, steps, judge);
        const fault = faultOfCore(drawn, history, core);
        if (fault !== null) throw new Error(fault);
      }
    }
  }
}

test.each(linearizeBugs)('is found by $foundBy: $name', async ({ foundBy, patch }) => {
  await withBug(patch, (judge) => {
    expect(() => (foundBy === 'agreement' ? expectAgreement(judge) : expectMinimalCores(judge))).toThrow(/./);
  });
});
