import type { Command, Outcome } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import type { AnySubject } from '../kernel/subject.ts';
import { formatCount } from './numbers.ts';
import type { Finder } from './provenance.ts';
import { formatCertificate, formatFoundBy, formatManualRun } from './provenance.ts';
import type { ReportedTrace } from './reported-trace.ts';
import { sequence } from './sequence.ts';
import { formatScope } from './set-up.ts';

/** Whether a run of fewer commands has the same violation. */
type ShorterRun =
  | { readonly kind: 'certified' | 'not looked for' }
  | {
      readonly kind: 'shorter';
      readonly run: Run;
      readonly states: number;
    }
  | { readonly kind: 'none' | 'none near'; readonly states: number };

/** The facts of a failure mode of commands that its specification describes. */
interface PromotedRunFacts {
  readonly trace: ReportedTrace & { readonly system: string; readonly foundBy: Finder };
  /** The answers of the system, where a contract follows them. */
  readonly answers?: readonly Outcome[];
  readonly shorter: ShorterRun;
  /** The index of the first command that the model does not enable; `null` where the model enables every command. */
  readonly disabledAt: number | null;
}

/** The texts in the specification of a failure mode. */
interface SpecificationTexts {
  /** Who found the run. */
  readonly foundBy: string;
  /** The subject and the policies that are off. */
  readonly setUp: string;
  readonly scope: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** The statement of each invariant, by its id. */
  readonly says: Readonly<Record<string, string>>;
  /** What only a system of a contract shows, as a sentence. */
  readonly ofContract?: string;
  /** The run as a mermaid sequence. */
  readonly sequence: readonly string[];
  /** Sentences about shorter runs. */
  readonly minimal: readonly string[];
}

/** The texts in the specification of a failure mode. */
export function specificationTexts(subject: AnySubject, facts: PromotedRunFacts): SpecificationTexts {
  const { system, policies, scope, commands, recovery = [] } = facts.trace;
  const model = subject.model(policies, scope);
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  const says = Object.fromEntries([...model.invariants, ...model.settled].map((one) => [one.id, one.says]));
  return {
    foundBy: formatFoundBy(facts.trace.foundBy),
    setUp: formatShipped(subject.name, off),
    scope: formatScope(scope),
    policies: off.map((name) => ({ name, does: subject.policies[name]?.does ?? '' })),
    says,
    ...(subject.contract !== undefined && { ofContract: formatBroken(facts.trace, says) }),
    sequence: sequence(subject, { system, policies, scope }, { commands, recovery, answers: facts.answers }),
    minimal: [
      `The scenario has ${formatCount(commands.length, 'command')}.`,
      ...(facts.disabledAt === null ? [] : [`This is ${formatManualRun(facts.disabledAt)}.`]),
      ...formatMinimality(subject, facts),
    ],
  };
}

/** What a system of a contract does wrong. */
function formatBroken(
  { system, violation: { kind, name } }: PromotedRunFacts['trace'],
  says: Readonly<Record<string, string>>,
): string {
  switch (kind) {
    case 'invariant':
      return `${name}, on ${system}: ${says[name] ?? ''}`;
    case 'settled':
      return `${name}, on ${system} once recovery is done: ${says[name] ?? ''}`;
    case 'endless':
      return `The recovery on ${system} has no end.`;
    case 'divergence':
    case 'systemError':
      return `${system} fails with ${name}.`;
  }
}

/** The subject and the policies that are off: `queue as shipped`, `queue without fencing and reconcile`. */
export function formatShipped(subject: string, off: readonly string[]): string {
  return `${subject} ${off.length === 0 ? 'as shipped' : `without ${off.join(' and ')}`}`;
}

function formatMinimality({ narration }: AnySubject, { trace, shorter }: PromotedRunFacts): string[] {
  const { violation, certificate } = trace;
  switch (shorter.kind) {
    case 'certified':
    case 'not looked for':
      return [`This run is ${formatCertificate(certificate)}.`];
    case 'shorter': {
      const { run, states } = shorter;
      const format = (commands: readonly Command[]): string =>
        commands.map((one) => `\`${narration.laneOf(one)}: ${narration.format(one)}\``).join(', ');
      const recovery = format(run.recovery ?? []);
      const commands = `${format(run.commands)}${recovery === '' ? '' : `; recovery: ${recovery}`}`;
      return [
        `The minimal counterexample of ${violation.name} has ${formatCount(run.commands.length, 'command')}: ${commands} (${formatCount(states, 'state')} explored).`,
      ];
    }
    case 'none':
      return [`No shorter run violates ${violation.name} (${formatCount(shorter.states, 'state')} explored).`];
    case 'none near':
      return [`The ${formatCount(shorter.states, 'state')} nearest to the initial state have no shorter run.`];
  }
}
