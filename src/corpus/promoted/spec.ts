import type { Promotion } from './promotion.ts';
import { numberOf } from './promotion.ts';

const opening = '<!-- written by promote -->';
const closing = '<!-- end -->';

/**
 * `spec.md`. What follows from the data stands between marks; the rest is questions for a person, to be replaced by
 * what that person knows.
 */
export function specText(promotion: Promotion): string {
  const { scenario, told } = promotion;
  return [
    `# ${scenario.id}: ${scenario.title}`,
    question('In one sentence: what happens that must not, and what is missing?'),
    generated(`The ${told.setUp}, on ${promotion.systems.join(' and ')}. Found by: ${scenario.foundBy}.`),
    '## Trigger',
    question('What does somebody do, or what goes wrong, so that this happens in a real system?'),
    generated(triggerOf(promotion)),
    '## Symptoms',
    question('What does the outside world see? What do the records look like?'),
    '## Invariants broken',
    generated(brokenOf(promotion)),
    generated(told.shortest.join(' ')),
    question('Is there a shorter or a more telling run to the same? How does it differ?'),
    '## Detection',
    question('What shows an operator that this has happened: which query, which alarm, which ids?'),
    '## Recovery and prevention',
    generated(preventionOf(promotion)),
    question('How does that prevent it, and where in the code? What does recovery do, and what can nothing take back?'),
    '## Acceptance',
    generated(acceptanceOf(promotion)),
    '## Why it is commonly missed',
    question('Why do tests, reviews and careful people overlook it?'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** What `promote` wrote into a specification, in order, whatever a person wrote around it. */
export function generatedParts(spec: string): string[] {
  return spec
    .split(opening)
    .slice(1)
    .map((part) => part.split(closing)[0]?.trim() ?? '');
}

/** A specification with what `promote` writes today, and what a person has written around it. Throws where parts were taken away. */
export function refreshed(spec: string, written: string): string {
  const parts = generatedParts(written);
  const pieces = spec.split(opening);
  if (pieces.length !== parts.length + 1) {
    throw new RangeError(`a specification with ${pieces.length - 1} of ${parts.length} parts that promote writes`);
  }
  const [before = '', ...rest] = pieces;
  const kept = rest.map((piece) => piece.slice(piece.indexOf(closing)));
  return [before, ...parts.map((part, index) => `${opening}\n${part}\n${kept[index]}`)].join('');
}

/** What is written anew each time, between its marks. */
export function generated(text: string): string {
  return `${opening}\n${text}\n${closing}`;
}

/** What a person is to answer. */
export function question(text: string): string {
  return `> **To be answered:** ${text}`;
}

/** How many questions of a specification nobody has answered. */
export function openQuestions(spec: string): number {
  return spec.split('> **To be answered:**').length - 1;
}

function triggerOf({ scenario, told }: Promotion): string {
  const faults = scenario.commands.filter(({ fault }) => fault !== undefined).length;
  const struck = faults === 0 ? 'none of them struck by a fault' : `${faults} of them struck by a fault`;
  return [
    `The scenario (\`scenario.ts\`) takes ${count(scenario.commands.length, 'command')}, ${struck}, in a world of ${told.scope}:`,
    ['```mermaid', ...told.sequence, '```'].join('\n'),
  ].join('\n\n');
}

function brokenOf({ scenario: { breaks }, trace: { violation }, falls, told }: Promotion): string {
  const lines = falls.map(({ name, kind, at }) => {
    const when = kind === 'invariant' ? `after command ${at + 1}` : 'once recovery is done';
    return `- ${name}, ${when}: ${told.says[name] ?? 'recovery comes to an end.'}`;
  });
  const { onSystem } = breaks;
  if (onSystem === undefined) return lines.join('\n');
  const what = violation.kind === 'systemError' ? 'throws' : 'and the model part at';
  return [...lines, `- None of the model’s own: ${onSystem.system} ${what} ${onSystem.name}.`].join('\n');
}

function preventionOf({ prevention, told }: Promotion): string {
  if (prevention.isBug) return 'No policy prevents it: this is a bug, and open until it is mended.';
  return told.policies.map(({ name, does }) => `- **Prevention: \`${name}\`.** ${does}`).join('\n');
}

function acceptanceOf(promotion: Promotion): string {
  const number = numberOf(promotion);
  const [repro, prevent] = promotion.prevention.isBug ? aboutBug(promotion) : aboutPolicy(promotion);
  return [
    `\`npm run test:fm -- ${number}\``,
    `- \`tests/repro_fm${number}.test.ts\`: ${repro}\n- \`tests/prevent_fm${number}.test.ts\`: ${prevent}`,
  ].join('\n\n');
}

function aboutPolicy({ scenario, prevention, systems }: Promotion): [string, string] {
  const { onModel, onSystem, alsoOff } = prevention;
  const off = scenario.without.map((name) => `\`${name}\``).join(' and ');
  const others = alsoOff.filter((names) => names.length > 0).map((names) => `\`${names.join('`, `')}\``);
  const alone = others.length === 0 ? '' : `, and so it is with each of ${others.join(', ')} off as well`;
  const near = [...(onModel === null ? [] : [`${onModel.further} on the model`]), `${onSystem.further} on a system`];
  return [
    `the fault is real. With ${off} off the scenario shows exactly this, on ${systems.join(' and on ')}.`,
    `the fix is, too. With ${off} on the scenario shows nothing of it${alone}; nor does any run that begins like the scenario and goes on with other commands on offer there: ${near.join(', ')}.`,
  ];
}

function aboutBug({ prevention, trace }: Promotion): [string, string] {
  return [
    `what should hold, and is expected to fail on ${trace.system} until the bug is mended.`,
    `the same for every run that begins like the scenario and goes on with ${prevention.onSystem.further} of the commands on offer there.`,
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
