import type { Policies } from '../kernel/subject.ts';
import { formatReplayLine, quoted, subjectFlags } from './command-line.ts';

/** A kept counterexample, and the flags with which its subject was chosen. */
interface KeptTrace {
  /** What `replay` and `promote` take: its path, or the digits at the end of its name. */
  readonly trace: string;
  /** The name of its violation. */
  readonly name: string;
  /** The files of `--subject`. */
  readonly subjectFiles?: readonly string[];
}

/** The commands that replay a kept counterexample and promote it, to be copied into a shell. */
export function renderNextSteps(kept: KeptTrace): string[] {
  const { trace, subjectFiles = [] } = kept;
  return [`to replay it:   ${formatReplayLine(trace, subjectFiles)}`, formatPromotion(kept)];
}

/** The command that promotes a kept counterexample. */
export function formatPromotion({ trace, name, subjectFiles = [] }: KeptTrace): string {
  return `to promote it:  npx faultbook promote ${quoted(trace)} --name ${nameFor(name)}${subjectFlags(subjectFiles)}`;
}

/** The command that looks for a violation of the model on the system as well, and keeps the run that shows it. */
export function formatCheckOf(
  { subject: { name }, policies }: { readonly subject: { readonly name: string }; readonly policies: Policies },
  scopeFlags: readonly string[],
  subjectFiles: readonly string[],
): string {
  const without = Object.keys(policies).flatMap((policy) => (policies[policy] === false ? ['--without', policy] : []));
  const command = ['npx faultbook check', name, ...without, ...scopeFlags].join(' ');
  return `to keep a run:  ${command}${subjectFlags(subjectFiles)}`;
}

/** A name for a failure mode, made of the violation's. */
function nameFor(violation: string): string {
  return violation
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase()
    .replace(/^(?=\d)/, 'n')
    .slice(0, 60);
}
