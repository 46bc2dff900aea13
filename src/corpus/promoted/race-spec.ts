import { markdownText } from '../../kernel/printable.ts';
import type { RaceModeContents } from './race-contents.ts';
import { specificationTextOf } from './spec.ts';

/** `spec.md` of a race, as that of a run. `runTests`: the command that runs its tests. */
export function raceSpecText({ scenario, trace, texts }: RaceModeContents, runTests: string): string {
  const { id, title, foundBy, system, prevention } = scenario;
  const number = id.slice('FM_'.length);
  const most = `${prevention.preemptions} preemption${prevention.preemptions === 1 ? '' : 's'}`;
  const off = scenario.without.map((name) => `\`${name}\``).join(' and ');
  const tests =
    prevention.by === 'fix'
      ? [
          `- \`tests/regression_fm${number}.test.ts\`: no schedule of the race with at most ${most} is wrong on ${system}. It fails until the bug is mended.`,
        ]
      : prevention.by === 'system'
        ? [
            `- \`tests/repro_fm${number}.test.ts\`: the race is wrong in the schedule of the trace, on ${system}.`,
            `- \`tests/prevent_fm${number}.test.ts\`: on ${prevention.system} no schedule of the race with at most ${most} is wrong.`,
          ]
        : [
            `- \`tests/repro_fm${number}.test.ts\`: with ${off} off the race is wrong in the schedule of the trace, on ${system}.`,
            `- \`tests/prevent_fm${number}.test.ts\`: with ${off} on no schedule of the race with at most ${most} is wrong.`,
          ];
  return specificationTextOf({
    id,
    title,
    setUp: `The ${texts.setUp}, on ${system}. Found by: ${markdownText(foundBy)}.`,
    trigger: [
      `The scenario (\`scenario.ts\`) has ${texts.race}:`,
      ['```text', ...texts.timeline, '```'].join('\n'),
    ].join('\n\n'),
    broken: `- ${markdownText(trace.violation.details)} (\`${trace.violation.kind}\`).`,
    minimal: texts.minimal,
    prevention: prevention.by,
    ...(prevention.by === 'system' && { fixedOn: prevention.system }),
    policies: texts.policies,
    acceptance: [`\`${runTests}\``, tests.join('\n')].join('\n\n'),
  });
}
