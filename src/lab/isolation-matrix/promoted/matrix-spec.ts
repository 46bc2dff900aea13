import { generated, question } from '../../../corpus/promoted/spec.ts';
import { markdownText } from '../../../kernel/printable.ts';
import type { MatrixCell } from '../matrix.ts';
import type { MatrixContents } from './matrix-contents.ts';

/** `spec.md` of a schedule of statements. It has the same sections as the specification of a run of commands. */
export function matrixSpecText(contents: MatrixContents): string {
  const { scenario, trace, texts } = contents;
  const { id, title, subject, pattern, setting, breaks, foundBy } = scenario;
  return [
    `# ${id}: ${title}`,
    question('In one sentence: which effect must not happen, and which safeguard is missing?'),
    generated(
      `The ${subject}, written as “${pattern}”, at ${setting} on ${markdownText(trace.server)}. Found by: ${markdownText(foundBy)}.`,
    ),
    '## Trigger',
    question('Which two requests at the same time cause this in a real system?'),
    generated(triggerOf(contents)),
    '## Symptoms',
    question('Which symptoms does the outside world see? How do the records look?'),
    '## Invariants broken',
    generated(`- ${breaks}, once both have committed: ${texts.says}`),
    generated(`${sharesOf(contents)} ${elsewhere(contents)}`.trim()),
    question('Is there a clearer run to the same violation? How do the two differ?'),
    '## Detection',
    question('Which query, alarm or ids show an operator that this has happened?'),
    '## Recovery and prevention',
    generated(preventionOf(contents)),
    question('How does each prevention work, and at which cost? How does recovery work, and which damage stays?'),
    '## Acceptance',
    generated(acceptanceOf(contents)),
    '## Why it is commonly missed',
    question('Why do tests, reviews and careful people overlook this?'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function triggerOf({ scenario: { pattern, schedule }, texts }: MatrixContents): string {
  const each = `Both follow the same pattern: ${texts.patterns[pattern]}.`;
  return [
    `The scenario (\`scenario.ts\`) has ${texts.wanted}. ${each} The order of their ${schedule.length} statements is:`,
    ['```mermaid', ...texts.sequence, '```'].join('\n'),
  ].join('\n\n');
}

function sharesOf({ cell, texts, scenario }: MatrixContents): string {
  const all = `The pattern ${texts.breaks} in ${cell.broken} of its ${cell.interleavings} interleavings`;
  return `${all}, and in none with fewer than ${scenario.schedule.length} statements.`;
}

function elsewhere({ scenario: { setting, alsoIn }, near }: MatrixContents): string {
  const others = near.filter((cell) => alsoIn.includes(cell.pattern) && cell.setting === setting);
  if (others.length === 0) return '';
  const cells = others.map(({ pattern, broken, interleavings }) => `${pattern} (${broken} of ${interleavings})`);
  return `Other patterns with this failure mode at ${setting}: ${cells.join(', ')}.`;
}

/** The cells next to the scenario's: first those that prevent the violation, then the others. */
function preventionOf({ scenario, near, texts }: MatrixContents): string {
  const named = ({ pattern, setting }: MatrixCell): string => (pattern === scenario.pattern ? setting : pattern);
  const does = ({ pattern }: MatrixCell): string =>
    pattern === scenario.pattern ? 'The same statements' : capital(texts.patterns[pattern] ?? '');
  const lines = near.map((cell) =>
    cell.broken === 0
      ? `- **Prevention: ${named(cell)}.** ${does(cell)}: ${texts.breaks} in none of ${cell.interleavings} interleavings${refused(cell)}.`
      : `- **No prevention: ${named(cell)}.** ${does(cell)}: ${texts.breaks} in ${cell.broken} of ${cell.interleavings} interleavings.`,
  );
  return lines.toSorted((a, b) => Number(a.startsWith('- **No')) - Number(b.startsWith('- **No'))).join('\n');
}

function refused({ refusals }: MatrixCell): string {
  const codes = Object.keys(refusals).toSorted();
  return codes.length === 0 ? '' : `; refusals: ${codes.join(', ')}`;
}

function acceptanceOf({
  scenario: { id, alsoIn, setting },
  trace: { server },
  texts: { breaks },
}: MatrixContents): string {
  const number = id.slice('FM_'.length);
  const others = alsoIn.length === 0 ? '' : ` At ${setting} each of the other patterns above ${breaks} as well.`;
  return [
    `\`npm run test:fm -- ${number}\``,
    [
      `- \`tests/repro_fm${number}.test.ts\`: reproduces the fault. In the order of the schedule the pattern ${breaks} on ${markdownText(server)}, statement by statement as in \`trace.json\`, and in no interleaving with fewer statements.${others}`,
      `- \`tests/prevent_fm${number}.test.ts\`: shows the prevention. Every interleaving of each prevention above runs on ${markdownText(server)}, and none of them ${breaks}.`,
    ].join('\n'),
  ].join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
