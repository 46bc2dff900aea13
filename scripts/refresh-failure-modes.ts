import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from '../src/cli/promote.ts';
import { promotionOf } from '../src/cli/promotion.ts';
import { failureModeIndex, readFailureModes } from '../src/corpus/failure-modes.ts';
import { outcomesOf } from '../src/corpus/fits.ts';
import { filesOf } from '../src/corpus/promoted/files.ts';
import { refreshed } from '../src/corpus/promoted/spec.ts';
import { readTrace } from '../src/corpus/trace.ts';
import { policiesWithout } from '../src/kernel/subject.ts';
import { subjectOf } from '../src/subjects/index.ts';

/*
 * Writes every failure mode once more, as `promote` would today, out of its scenario and its trace: after a policy or a
 * field of the state has been added. What a person has written in the specification stays.
 */
const root = join(import.meta.dirname, '../failure_modes');
const signal = new AbortController().signal;
const wanted = process.argv.slice(2);
const modes = await readFailureModes(root);
const unknown = wanted.filter((number) => modes.every(({ id }) => id !== `FM_${number}`));
if (unknown.length > 0) {
  console.error(`refresh: there is no failure mode ${unknown.join(', ')}; give its three digits, such as 001`);
  process.exit(2);
}
for (const { folder, id, title, subject: name, without, scope, commands } of modes) {
  if (wanted.length > 0 && !wanted.includes(id.slice('FM_'.length))) continue;
  const subject = subjectOf(name);
  const policies = policiesWithout(subject, without);
  const read = await readTrace(join(root, folder, 'trace.json'));
  const trace = { ...read, policies, scope, outcomes: outcomesOf(subject.model(policies, scope), commands) };
  const files = await layOut(filesOf(await promotionOf(subject, trace, { id, folder, title }, signal)));
  for (const [path, text] of files) {
    const target = join(root, folder, path);
    writeFileSync(target, path === 'spec.md' ? refreshed(readFileSync(target, 'utf8'), text) : text);
  }
  console.log(`${folder} is as promote writes it`);
}
writeFileSync(join(root, '../docs/failure_mode_index.md'), failureModeIndex(await readFailureModes(root)));
