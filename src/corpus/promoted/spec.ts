import { markdownText } from '../../kernel/printable.ts';
import type { PreventionByFix, PreventionByPolicy, PreventionBySystem } from '../scenario.ts';
import type { FailureModeContents } from './contents.ts';
import { numberOf } from './contents.ts';
import type { NamedCommands } from './imports.ts';

const opening = '<!-- written by promote -->';
const closing = '<!-- end -->';

/** `spec.md`. The parts that follow from the data have marks around them; the rest is questions for a person to answer. */
export function specText(contents: FailureModeContents, commands: NamedCommands): string {
  const { scenario, texts } = contents;
  return specificationTextOf({
    id: scenario.id,
    title: scenario.title,
    setUp: `The ${texts.setUp}, on ${contents.systems.join(' and ')}. Found by: ${markdownText(scenario.foundBy)}.`,
    trigger: triggerOf(contents),
    broken: brokenOf(contents),
    minimal: [...texts.minimal, ...recheckOf(contents, commands)].join(' '),
    prevention: scenario.prevention.by,
    ...(scenario.prevention.by === 'system' && { fixedOn: scenario.prevention.system }),
    policies: texts.policies,
    acceptance: acceptanceOf(contents, commands),
  });
}

/** What follows from the data of a failure mode, in words. */
interface Specified {
  readonly id: string;
  readonly title: string;
  readonly setUp: string;
  readonly trigger: string;
  readonly broken: string;
  readonly minimal: string;
  readonly prevention: 'policy' | 'fix' | 'system';
  /** The system of a contract that has the fix. */
  readonly fixedOn?: string;
  /** Each policy that is off, with its effect. */
  readonly policies: readonly { readonly name: string; readonly does: string }[];
  readonly acceptance: string;
}

/** A specification with its questions. */
export function specificationTextOf(specified: Specified): string {
  return [
    `# ${specified.id}: ${specified.title}`,
    question('In one sentence: which effect must not happen, and which safeguard is missing?'),
    generated(specified.setUp),
    '## Trigger',
    question('Which actions or faults cause this in a real system?'),
    generated(specified.trigger),
    '## Symptoms',
    question('Which symptoms does the outside world see? How do the records look?'),
    '## Invariants broken',
    generated(specified.broken),
    generated(specified.minimal),
    question('Is there a shorter or clearer run to the same violation? How do the two differ?'),
    '## Detection',
    question('Which query, alarm or ids show an operator that this has happened?'),
    '## Recovery and prevention',
    generated(preventionOf(specified)),
    question(`${preventionQuestion[specified.prevention]} How does recovery work, and which damage stays?`),
    '## Acceptance',
    generated(specified.acceptance),
    '## Why it is commonly missed',
    question('Why do tests, reviews and careful people overlook this?'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** The parts of a specification that `promote` wrote, in order, without the parts that a person wrote. */
export function generatedParts(spec: string): string[] {
  return spec
    .split(opening)
    .slice(1)
    .map((part) => part.split(closing)[0]?.trim() ?? '');
}

/** A specification with the parts of `written` in place of its generated parts. Throws where a generated part is missing. */
export function refreshed(spec: string, written: string): string {
  const parts = generatedParts(written);
  const fragments = spec.split(opening);
  if (fragments.length !== parts.length + 1) {
    throw new RangeError(`the specification has ${fragments.length - 1} of ${parts.length} generated parts`);
  }
  const [before = '', ...rest] = fragments;
  const kept = rest.map((fragment) => fragment.slice(fragment.indexOf(closing)));
  return [before, ...parts.map((part, index) => `${opening}\n${part}\n${kept[index]}`)].join('');
}

/** A part that `promote` writes, between its marks. */
export function generated(text: string): string {
  // No mark comes from within: what a file names may hold one.
  return `${opening}\n${text.replaceAll('<!--', '&lt;!--')}\n${closing}`;
}

/** A question for a person to answer. */
function question(text: string): string {
  return `> **To be answered:** ${text}`;
}

/** The number of questions of a specification that have no answer yet. */
export function openQuestions(spec: string): number {
  return spec.split('> **To be answered:**').length - 1;
}

function triggerOf({ scenario, texts }: FailureModeContents): string {
  const faults = scenario.commands.filter(({ fault }) => fault !== undefined).length;
  const struck = faults === 0 ? 'none of them with a fault' : `${faults} of them with a fault`;
  return [
    `The scenario (\`scenario.ts\`) has ${count(scenario.commands.length, 'command')}, ${struck}, in a scope of ${texts.scope}:`,
    ['```mermaid', ...texts.sequence, '```'].join('\n'),
  ].join('\n\n');
}

function brokenOf({ scenario: { breaks, violations }, trace: { violation }, texts }: FailureModeContents): string {
  const lines = violations.map(({ name, kind, at }) => {
    const when = kind === 'invariant' ? `after command ${at + 1}` : 'once recovery is done';
    return `- ${name}, ${when}: ${texts.says[name] ?? 'recovery comes to an end.'}`;
  });
  const { onSystem } = breaks;
  if (texts.ofContract !== undefined) return `- ${markdownText(texts.ofContract)}`;
  if (onSystem === undefined) return lines.join('\n');
  const difference = violation.kind === 'systemError' ? 'throws' : 'and the model diverge at';
  return [
    ...lines,
    `- No invariant of the model: ${onSystem.system} ${difference} ${markdownText(onSystem.name)}.`,
  ].join('\n');
}

/** The command that repeats the exploration, where the run has a certificate of one. */
function recheckOf({ trace: { certificate } }: FailureModeContents, { recheck }: NamedCommands): string[] {
  return certificate?.kind === 'minimal' ? [`\`${recheck}\` repeats the exploration.`] : [];
}

const preventionQuestion = {
  policy: 'How does the policy prevent this, and where in the code?',
  fix: 'Which change of the code mends the bug, and where?',
  system: 'Which change mends the bug, and from which version on?',
};

function preventionOf({ prevention, policies, fixedOn }: Specified): string {
  if (fixedOn !== undefined) return `- **Prevention:** \`${fixedOn}\` has the fix.`;
  if (prevention === 'fix') return 'No policy prevents this: it is a bug, which a change of the code mends.';
  return policies.map(({ name, does }) => `- **Prevention: \`${name}\`.** ${does}`).join('\n');
}

function acceptanceOf(contents: FailureModeContents, { runTests }: NamedCommands): string {
  const number = numberOf(contents);
  const { prevention } = contents.scenario;
  const aboutBoth = (texts: readonly string[]): string[] =>
    texts.map((text, at) => `- \`tests/${names[at]}_fm${number}.test.ts\`: ${text}`);
  const tests =
    prevention.by === 'fix'
      ? [`- \`tests/regression_fm${number}.test.ts\`: ${aboutBug(contents, prevention)}`]
      : aboutBoth(prevention.by === 'policy' ? aboutPolicy(contents, prevention) : aboutSystem(contents, prevention));
  return [`\`${runTests}\``, tests.join('\n')].join('\n\n');
}

const names = ['repro', 'prevent'];

function aboutPolicy(
  { scenario, systems }: FailureModeContents,
  { onModel, onSystem, alsoOff }: PreventionByPolicy,
): [string, string] {
  const off = scenario.without.map((name) => `\`${name}\``).join(' and ');
  const others = alsoOff.map((name) => `\`${name}\``);
  const alone = others.length === 0 ? '' : `, also with each of ${others.join(', ')} off`;
  const near = [...(onModel === null ? [] : [`${onModel.further} on the model`]), `${onSystem.further} on a system`];
  return [
    `reproduces the fault. With ${off} off the scenario has exactly the violations above, on ${systems.join(' and on ')}.`,
    `shows the prevention. With ${off} on the scenario has none of these violations${alone}. Nor has any run that starts like the scenario and continues with other enabled commands: up to ${near.join(', up to ')}.`,
  ];
}

function aboutSystem(
  { trace: { system, violation } }: FailureModeContents,
  { system: fixedOn, onSystem }: PreventionBySystem,
): [string, string] {
  const name = markdownText(violation.name);
  const further = count(onSystem.further, 'enabled command');
  return [
    `reproduces the fault. On ${system} the scenario ends in ${name}.`,
    `shows the prevention. On ${fixedOn} the scenario does not end in ${name}, and nor does any run that starts like it and continues with up to ${further}.`,
  ];
}

function aboutBug({ trace: { system } }: FailureModeContents, { onSystem }: PreventionByFix): string {
  const further = count(onSystem.further, 'enabled command');
  return `states the correct behaviour of ${system}, in the scenario and in every run that starts like it and continues with up to ${further}. It fails until the bug is mended.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
