import type { Certificate } from '../kernel/certificate.ts';
import type { Command } from '../kernel/model.ts';
import type { Run } from '../kernel/run.ts';
import type { AnySubject, Policies, Scope } from '../kernel/subject.ts';
import type { Finding } from '../kernel/violation.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatCertificate, formatManualRun } from './provenance.ts';
import { sequence } from './sequence.ts';
import { formatScope } from './set-up.ts';

/** What is known of runs that show the same violation by fewer commands. */
type ShorterRun =
  | { readonly kind: 'certified' | 'not looked for' }
  | {
      readonly kind: 'shorter';
      readonly run: Run;
      readonly states: number;
    }
  | { readonly kind: 'none' | 'none near'; readonly states: number };

/** A failure mode that is a run of commands, as far as its specification says it in words. */
interface PromotedRunFacts {
  /** The folder of the failure mode. */
  readonly folder: string;
  readonly trace: {
    readonly policies: Policies;
    readonly scope: Scope;
    readonly commands: readonly Command[];
    readonly recovery?: readonly Command[];
    readonly violation: Finding;
    readonly certificate: Certificate | null;
  };
  readonly shorter: ShorterRun;
  /** The index of the first command that the model does not enable; `null` where it enables all. */
  readonly disabledAt: number | null;
}

/** What the specification of a failure mode says in words. */
interface PromotionText {
  /** The subject and the policies that are off. */
  readonly setUp: string;
  readonly scope: string;
  /** Each policy that is off, with what it does. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  /** By its id, what each invariant states. */
  readonly says: Readonly<Record<string, string>>;
  /** The run as a mermaid sequence. */
  readonly sequence: readonly string[];
  /** What is known of shorter runs, as sentences. */
  readonly shortest: readonly string[];
}

/** What the specification of a failure mode says in words. */
export function promotionText(subject: AnySubject, facts: PromotedRunFacts): PromotionText {
  const { policies, scope, commands, recovery = [] } = facts.trace;
  const model = subject.model(policies, scope);
  const off = Object.keys(policies).filter((name) => policies[name] === false);
  return {
    setUp: `${subject.name} ${off.length === 0 ? 'as shipped' : `without ${off.join(' and ')}`}`,
    scope: formatScope(scope),
    policies: off.map((name) => ({ name, does: subject.policies[name]?.does ?? '' })),
    says: Object.fromEntries([...model.invariants, ...model.settled].map((one) => [one.id, one.says])),
    sequence: sequence(subject, { policies, scope }, { commands, recovery }),
    shortest: [
      `The scenario has ${formatCount(commands.length, 'command')}.`,
      ...(facts.disabledAt === null ? [] : [`It is ${formatManualRun(facts.disabledAt)}.`]),
      ...minimality(subject, facts),
    ],
  };
}

function minimality({ narration }: AnySubject, { folder, trace, shorter }: PromotedRunFacts): string[] {
  const { violation, certificate } = trace;
  switch (shorter.kind) {
    case 'certified':
      return [
        `It is the ${formatCertificate(certificate)}.`,
        `\`npm run faultbook -- replay failure_modes/${folder}/trace.json --recheck\` explores them again.`,
      ];
    case 'not looked for':
      return [`It is ${formatCertificate(certificate)}.`];
    case 'shorter': {
      const { run, states } = shorter;
      const format = (commands: readonly Command[]): string =>
        commands.map((one) => `\`${narration.laneOf(one)}: ${narration.tell(one)}\``).join(', ');
      const recovery = format(run.recovery ?? []);
      const commands = `${format(run.commands)}${recovery === '' ? '' : `; recovery: ${recovery}`}`;
      return [
        `The shortest run to ${violation.name} has ${run.commands.length}: ${commands} (${formatNumber(states)} states explored).`,
      ];
    }
    case 'none':
      return [`None that is shorter leads to ${violation.name} (${formatNumber(shorter.states)} states explored).`];
    case 'none near':
      return [`In the ${formatNumber(shorter.states)} states nearest to the beginning there is none that is shorter.`];
  }
}
