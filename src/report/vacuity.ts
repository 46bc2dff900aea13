import { paragraph } from './wrapped.ts';

const explanations = {
  neverAccepted: 'is never accepted',
  neverRefused: 'is never refused',
  neverOccurs: 'is listed and never occurs',
  unlisted: 'occurs and is not listed',
  neverViolated: 'is never violated with a policy off, and names no code change that would violate it',
  violatedAnyway: 'is violated even without the code change that it names',
};

/** The printed facts of a check for vacuous commands, outcomes and invariants of a subject. */
export interface VacuityToRender {
  /** False where an exploration was stopped: then only the visited states count. */
  readonly isComplete: boolean;
  /** The vacuous names, and why. */
  readonly findings: readonly { readonly kind: keyof typeof explanations; readonly of: string }[];
  /** The numbers of commands and outcomes that the subject lists. */
  readonly commands: number;
  readonly outcomes: number;
  /** The outcomes that occur only in manual runs. */
  readonly manualRuns: readonly string[];
  /** The invariants that hold by the structure of the model, each with a code change that violates the invariant. */
  readonly heldByStructure: readonly { readonly name: string; readonly violatedWhere: string }[];
}

/** The invariants that hold by the structure of the model, and the vacuous names. After a stop: the vacuous names alone. */
export function renderVacuity({ isComplete, findings, ...judged }: VacuityToRender): string[] {
  const { commands, outcomes, manualRuns, heldByStructure } = judged;
  const vacuous = findings.flatMap(({ kind, of }) => paragraph(`inconclusive: ${of} ${explanations[kind]}`, 'yellow'));
  if (!isComplete) return vacuous;
  const held = heldByStructure.flatMap(({ name, violatedWhere }) =>
    paragraph(`${name} is held by the structure, and violated where ${violatedWhere}.`),
  );
  if (vacuous.length > 0) return [...held, ...vacuous];
  return [
    ...held,
    `None vacuous: each of ${commands} commands is accepted somewhere and refused somewhere,`,
    `and each of their ${outcomes} outcomes occurs, ${manualRuns.length} of them only in manual runs.`,
  ];
}
