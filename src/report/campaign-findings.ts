import type { AnySubject } from '../kernel/subject.ts';
import type { CampaignFinding, CampaignToRender, SectionLine } from './campaign-report.ts';
import { formatJob } from './campaign-report.ts';
import { formatTime } from './duration.ts';
import { renderNextSteps } from './next-steps.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatMinimality } from './provenance.ts';
import { formatSetUp } from './set-up.ts';
import { timeline } from './timeline.ts';

/** The title of a new finding. */
export function formatTitle({ trace, isSure }: CampaignFinding): string {
  const { violation, subject, system } = trace;
  return `New: ${violation.name} (${violation.kind}) of ${subject} on ${system}${isSure ? '' : ', only sometimes'}`;
}

/** A new finding, with its run as a timeline where its subject is known, and the commands that replay and promote it. */
export function findingLines(
  finding: CampaignFinding,
  subjects: readonly AnySubject[],
  nameOfTrace: (path: string) => string,
): SectionLine[] {
  const { trace, details, shown, of, path, isSure } = finding;
  const { policies, scope, certificate } = trace;
  const subject = subjects.find(({ name }) => name === trace.subject);
  const lines = subject === undefined ? [] : timelineOf(subject, finding);
  return [
    { text: formatSetUp(`${trace.subject} on ${trace.system}`, policies, scope) },
    ...lines.map((text) => ({ text, asIs: true })),
    ...(lines.length === 0 ? [{ text: details }] : []),
    { text: formatMinimality(certificate) },
    { text: formatSeen(finding) },
    ...(isSure ? [] : [{ text: `reproduced in ${shown} of ${of} replays` }]),
    ...(path === null
      ? [{ text: 'kept in the journal alone: the folder of counterexamples could not be written' }]
      : [
          { text: `kept: ${path}` },
          ...renderNextSteps({ trace: nameOfTrace(path), name: trace.violation.name }).map((text) => ({
            text,
            asIs: true,
          })),
        ]),
  ];
}

/** Nothing where the subject cannot take the run: a journal may come from elsewhere. */
function timelineOf(subject: AnySubject, { trace, details }: CampaignFinding): string[] {
  try {
    return timeline(subject, trace, { ...trace, violation: { ...trace.violation, details } });
  } catch {
    return [];
  }
}

function formatSeen({ times, timesInCampaign, firstSeen, isNew }: CampaignFinding): string {
  if (times === 0 && isNew) return `found while another finding was minimised, at ${formatTime(firstSeen)}`;
  const before = times > timesInCampaign ? `, ${formatNumber(times)} in all` : '';
  return `seen ${formatNumber(timesInCampaign)} times in this campaign${before}, since ${formatTime(firstSeen)}`;
}

/** A known finding, in a single line. */
export function formatKnownFinding(finding: CampaignFinding): string {
  const { violation, commands, subject, system } = finding.trace;
  return `${violation.name} (${violation.kind}) of ${subject} on ${system}, by ${formatCount(commands.length, 'command')}: ${formatSeen(finding)}; ${finding.path}`;
}

const crashTexts = { crashed: 'crashed', hung: 'hung', memory: 'took too much memory' };

/** A worker process that exited early, in a single line. */
export function crashLine({
  how,
  says,
  shown,
  of,
  seed,
  commands,
  in: job,
}: CampaignToRender['crashes'][number]): string {
  const run = commands === null ? '' : `; its run so far: ${JSON.stringify(commands)}`;
  const where = `${formatJob(job)}${seed === null ? '' : `, seed ${seed}`}`;
  return `${where}: ${crashTexts[how]} in ${shown} of ${of} tries (${says})${run}`;
}
