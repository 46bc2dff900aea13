import type { Command } from '../kernel/model.ts';
import { allPolicies } from '../kernel/subject.ts';
import type { AblatedLock } from '../race/ablate-locks.ts';
import { ablateLocks } from '../race/ablate-locks.ts';
import type { LockToRender } from '../report/locks.ts';
import { renderLocks } from '../report/locks.ts';
import { formatCount } from '../report/numbers.ts';
import type { RaceWords } from '../report/race.ts';
import { raceWordsOf } from '../report/race.ts';
import { renderHead } from '../report/set-up.ts';
import { paragraph } from '../report/wrapped.ts';
import { chooseScope, chooseStaged, smallestScope, subjectNamed } from './choose.ts';
import { exitCode, UsageError } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { printJson, printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';
import { codeOfRaces } from './race.ts';

export interface AblateLocksFlags {
  readonly system?: string;
  readonly scope?: string;
  readonly pairs?: boolean;
  readonly depth?: number;
  readonly atOnce?: number;
  readonly preemptions?: number;
  readonly json?: boolean;
  readonly reporter?: unknown;
}

/** `faultbook ablate SUBJECT --locks`: the exit code. */
export async function ablateLocksCommand(
  project: Project,
  names: readonly string[],
  flags: AblateLocksFlags,
  signal: AbortSignal,
): Promise<number> {
  const [name, ...others] = names;
  if (name === undefined || others.length > 0)
    throw new UsageError('--locks needs one subject: ablate SUBJECT --locks');
  if (flags.pairs === true) throw new UsageError('--pairs is of policies, and --locks leaves out one lock at a time');
  if (flags.reporter !== undefined)
    throw new UsageError('--reporter has no words for locks: leave it out, or take --json');
  const subject = subjectNamed(project, name);
  await assertDescribed([subject]);
  const system = chooseStaged(subject, flags.system);
  const policies = allPolicies(subject);
  const scope = chooseScope(subject, flags.scope ?? smallestScope(subject));
  const { depth = 3, atOnce = 2, preemptions = 1 } = flags;
  if (flags.json !== true) printLines(renderHead(`${name} on ${system}, one lock out at a time`, policies, scope));
  const progress = showProgress(`racing ${name} on ${system}`);
  const { whole, locks } = await ablateLocks(
    subject,
    { system, policies, scope, signal },
    {
      depth,
      atOnce,
      preemptions,
      signal,
      onProgress: (without, { races, of }) =>
        progress.update(`${without === null ? 'with all locks' : `without ${without.lock}`}, ${races} of ${of} races`),
    },
  ).finally(() => progress.clear());
  const { races, schedules } = whole;
  if (flags.json === true)
    printJson({ subject: name, system, scope, depth, atOnce, preemptions, races, schedules, locks });
  else {
    const counted = `${formatCount(races, 'race')} from the states within ${formatCount(depth, 'command')}`;
    const each = `${formatCount(schedules, 'schedule')} with at most ${formatCount(preemptions, 'preemption')}`;
    printLines([
      ...paragraph(`with all locks: ${counted}, ${each}`),
      ...(whole.found === null
        ? renderLocks(locks.map((ablated) => rowOf(ablated, raceWordsOf(subject))))
        : paragraph(`a race is wrong with all locks: mend what faultbook race ${name} shows first`, 'red')),
    ]);
  }
  if (whole.found === null && signal.aborted) return exitCode.interrupted;
  const isOpen = locks.some(({ report }) => report.found === null && Object.keys(report.notCounted).length > 0);
  return whole.found === null && isOpen ? exitCode.inconclusive : codeOfRaces(whole);
}

function rowOf(
  { lock, report: { found, schedules, notCounted } }: AblatedLock,
  words: RaceWords<Command>,
): LockToRender {
  const commands = found?.race.atOnce.flatMap((one) => one.commands.map((command) => words.format(command))) ?? [];
  return {
    lock,
    schedules,
    open: Object.values(notCounted).reduce((sum, count) => sum + count, 0),
    shownBy: found === null ? null : { commands: commands.join(' beside '), kind: found.violation.kind },
  };
}
