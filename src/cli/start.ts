import { check } from '../check/check.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { hasPolicies } from '../kernel/subject.ts';
import type { CheckedSubject } from '../report/start.ts';
import { renderChecked, renderCommands, renderTourViolation, tourLines } from '../report/start.ts';
import { choosePolicies, chooseScope, chooseSystem, subjectsOf } from './choose.ts';
import { exitOf, worstOf } from './exit.ts';
import { assertDescribed } from './first-use.ts';
import { printLines } from './print.ts';
import { showProgress } from './progress.ts';
import type { Project } from './project.ts';

/** How many interleavings of each subject the tour checks. */
const runs = 500;

/** `faultbook start`: each subject as shipped, a counterexample, and what to run next. The exit code. */
export async function startCommand(project: Project, signal: AbortSignal): Promise<number> {
  const subjects = subjectsOf(project);
  await assertDescribed(subjects);
  const checked: CheckedSubject[] = [];
  for (const subject of subjects) {
    checked.push(await checkedWithout(subject, [], signal));
    if (signal.aborted) break;
  }
  const table = renderChecked(checked);
  printLines([...table, '']);
  const shown = signal.aborted ? null : await violated(checked, signal);
  const commands = renderCommands(nextCommands(project, shown));
  const most = tourLines - table.length - commands.length - 2;
  if (shown !== null) printLines([...renderTourViolation(shown, most), '']);
  printLines(commands);
  return worstOf(checked.map(({ report }) => exitOf(report.verdict)));
}

/** A check that is violated: as shipped, or without the first policy that a counterexample needs. */
async function violated(checked: readonly CheckedSubject[], signal: AbortSignal): Promise<CheckedSubject | null> {
  const shipped = checked.find(({ report }) => report.counterexample !== null);
  if (shipped !== undefined) return shipped;
  for (const { subject } of checked)
    for (const policy of Object.keys(subject.policies)) {
      const without = await checkedWithout(subject, [policy], signal);
      if (without.report.counterexample !== null || signal.aborted) return without;
    }
  return null;
}

async function checkedWithout(
  subject: AnySubject,
  without: readonly string[],
  signal: AbortSignal,
): Promise<CheckedSubject> {
  const system = chooseSystem(subject, undefined);
  const progress = showProgress(`checking ${subject.name} on ${system}`);
  const scope = chooseScope(subject, undefined);
  const policies = choosePolicies(subject, without);
  const report = await check(subject, { system, policies, scope, runs, length: 20, seed: 1, signal }).finally(() =>
    progress.clear(),
  );
  return { subject, report: { ...report, known: [], kept: null, othersKept: [] } };
}

function nextCommands(project: Project, shown: CheckedSubject | null): (readonly [string, string])[] {
  const [first] = subjectsOf(project);
  const { subject } = shown ?? { subject: first };
  const name = subject?.name ?? '';
  const off = Object.entries(shown?.report.policies ?? {}).flatMap(([policy, isOn]) =>
    isOn ? [] : [`--without ${policy}`],
  );
  return [
    [['npx faultbook check', name, ...off].join(' '), shown === null ? 'more runs' : 'keeps that run as a file'],
    [`npx faultbook explore ${name}`, 'a proof for the model'],
    ...(subjectsOf(project).some(hasPolicies)
      ? ([['npx faultbook start --all', 'each policy off in turn']] as const)
      : []),
    project.isShipped
      ? ['npx faultbook init', 'begins a subject of your own']
      : ['npx faultbook --help', 'all commands'],
  ];
}
