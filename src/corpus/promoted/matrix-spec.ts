import type { MatrixCell } from '../../kernel/matrix.ts';
import type { MatrixPromotion } from './matrix-promotion.ts';
import { generated, question } from './spec.ts';

/** `spec.md`, with the same sections as that of a run of commands. */
export function matrixSpecText(promotion: MatrixPromotion): string {
  const { scenario, trace, told } = promotion;
  const { id, title, subject, pattern, setting, breaks, foundBy } = scenario;
  return [
    `# ${id}: ${title}`,
    question('In one sentence: what happens that must not, and what is missing?'),
    generated(`The ${subject}, written as “${pattern}”, at ${setting} on ${trace.server}. Found by: ${foundBy}.`),
    '## Trigger',
    question('What do two people do at the same time, so that this happens in a real system?'),
    generated(triggerOf(promotion)),
    '## Symptoms',
    question('What does the outside world see? What do the records look like?'),
    '## Invariants broken',
    generated(`- ${breaks}, once both have committed: ${told.says}`),
    generated(`${sharesOf(promotion)} ${elsewhere(promotion)}`.trim()),
    question('Is there a more telling run to the same? How does it differ?'),
    '## Detection',
    question('What shows an operator that this has happened: which query, which alarm, which ids?'),
    '## Recovery and prevention',
    generated(preventionOf(promotion)),
    question('How does that prevent it, and what does it cost? What does recovery do, and what can nothing take back?'),
    '## Acceptance',
    generated(acceptanceOf(promotion)),
    '## Why it is commonly missed',
    question('Why do tests, reviews and careful people overlook it?'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function triggerOf({ scenario: { pattern, schedule }, told }: MatrixPromotion): string {
  const each = `Each follows the same pattern: ${told.patterns[pattern]}.`;
  return [
    `In the scenario (\`scenario.ts\`) there are ${told.wanted}. ${each} Their ${schedule.length} statements come in this order:`,
    ['```mermaid', ...told.sequence, '```'].join('\n'),
  ].join('\n\n');
}

function sharesOf({ cell, told, scenario }: MatrixPromotion): string {
  const all = `It ${told.breaks} in ${cell.broken} of the ${cell.interleavings} interleavings that there are`;
  return `${all}, and in none of them with fewer than ${scenario.schedule.length} statements.`;
}

function elsewhere({ scenario: { setting, alsoIn }, near, told }: MatrixPromotion): string {
  const others = near.filter((cell) => alsoIn.includes(cell.pattern) && cell.setting === setting);
  if (others.length === 0) return '';
  const cells = others.map(({ pattern, broken, interleavings }) => `${pattern} (${broken} of ${interleavings})`);
  return `At ${setting} so it is with ${cells.join(', ')}: what ${told.breaks} there is this failure mode.`;
}

/** What holds, and what does not although it differs. */
function preventionOf({ scenario, near, told }: MatrixPromotion): string {
  const named = ({ pattern, setting }: MatrixCell): string => (pattern === scenario.pattern ? setting : pattern);
  const does = ({ pattern }: MatrixCell): string =>
    pattern === scenario.pattern ? 'The same statements' : capital(told.patterns[pattern] ?? '');
  const lines = near.map((cell) =>
    cell.broken === 0
      ? `- **Prevention: ${named(cell)}.** ${does(cell)}: it ${told.breaks} in none of ${cell.interleavings} interleavings${refused(cell)}.`
      : `- **No prevention: ${named(cell)}.** ${does(cell)}: it ${told.breaks} in ${cell.broken} of ${cell.interleavings} interleavings.`,
  );
  return lines.toSorted((a, b) => Number(a.startsWith('- **No')) - Number(b.startsWith('- **No'))).join('\n');
}

function refused({ refusals }: MatrixCell): string {
  const codes = Object.keys(refusals).toSorted();
  return codes.length === 0 ? '' : `, and somebody is refused by ${codes.join(' or ')}`;
}

function acceptanceOf({ scenario: { id, alsoIn, setting }, trace: { server } }: MatrixPromotion): string {
  const number = id.slice('FM_'.length);
  const others = alsoIn.length === 0 ? '' : `; and so it is with the other patterns that show it at ${setting}`;
  return [
    `\`npm run test:fm -- ${number}\``,
    [
      `- \`tests/repro_fm${number}.test.ts\`: the fault is real. In the order of the schedule it happens on ${server}, statement by statement as \`trace.json\` says, and in no interleaving with fewer statements${others}.`,
      `- \`tests/prevent_fm${number}.test.ts\`: the fix is, too. Of each prevention above every interleaving is run on ${server}, and in none of them it happens.`,
    ].join('\n'),
  ].join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
