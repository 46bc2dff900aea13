import type { AnySubject } from '../kernel/subject.ts';
import type { CampaignFinding, CampaignToRender, RaceOfFinding, SectionLine } from './campaign-report.ts';
import { formatJob } from './campaign-report.ts';
import { formatTime } from './duration.ts';
import { renderNextSteps } from './next-steps.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatMinimality } from './provenance.ts';
import { formatRaceCertificate, raceWordsOf, renderRace } from './race.ts';
import { formatSetUp } from './set-up.ts';
import { timeline } from './timeline.ts';

/** The title of a new finding. */
export function formatTitle({ trace, isSure }: CampaignFinding): string {
  const { subject, system } = trace;
  return `New: ${nameOf(trace)} of ${subject} on ${system}${isSure ? '' : ', only sometimes'}`;
}

/** The invariant and the kind of a violation; of a race, its commands at once. */
function nameOf(trace: CampaignFinding['trace']): string {
  if (!isRace(trace)) return `${trace.violation.name} (${trace.violation.kind})`;
  const { kind, promise } = trace.violation;
  return `${commandsAtOnce(trace).join(' + ')} at once (${promise ?? kind})`;
}

function isRace(trace: CampaignFinding['trace']): trace is RaceOfFinding & CampaignFinding['trace'] {
  return 'atOnce' in trace;
}

function commandsAtOnce({ atOnce }: RaceOfFinding): string[] {
  return atOnce.map(({ commands }) => commands.map(({ type }) => type).join(', '));
}

/** A new finding, with its run as a timeline where its subject is known, and the commands that replay and promote it. */
export function findingLines(
  finding: CampaignFinding,
  subjects: readonly AnySubject[],
  nameOfTrace: (path: string) => string,
): SectionLine[] {
  const { trace, details, shown, of, path, isSure } = finding;
  const { policies, scope } = trace;
  const subject = subjects.find(({ name }) => name === trace.subject);
  const lines = subject === undefined ? [] : timelineOf(subject, finding);
  return [
    { text: formatSetUp(`${trace.subject} on ${trace.system}`, policies, scope) },
    ...lines.map((text) => ({ text, asIs: true })),
    ...(lines.length === 0 ? [{ text: details }] : []),
    { text: isRace(trace) ? formatRaceCertificate(trace) : formatMinimality(trace.certificate) },
    { text: formatSeen(finding) },
    ...(isSure ? [] : [{ text: `reproduced in ${shown} of ${of} replays` }]),
    ...(path === null
      ? [{ text: 'kept in the journal alone: the folder of counterexamples could not be written' }]
      : [
          { text: `kept: ${path}` },
          ...renderNextSteps({ trace: nameOfTrace(path), name: nameFor(trace) }).map((text) => ({
            text,
            asIs: true,
          })),
        ]),
  ];
}

/** The name of a failure mode. */
function nameFor(trace: CampaignFinding['trace']): string {
  if (!isRace(trace)) return trace.violation.name;
  return ['race', ...trace.atOnce.flatMap(({ commands }) => commands.map(({ type }) => type))].join('_');
}

/** Nothing where the subject cannot take the run: a journal may come from elsewhere. */
function timelineOf(subject: AnySubject, { trace, details }: CampaignFinding): string[] {
  try {
    if (isRace(trace)) return [...renderRace(trace, raceWordsOf(subject)), `=> ${details}`];
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
  const { trace } = finding;
  const { subject, system } = trace;
  const by = isRace(trace)
    ? `after ${formatCount(trace.before.length, 'command')}`
    : `by ${formatCount(trace.commands.length, 'command')}`;
  return `${nameOf(trace)} of ${subject} on ${system}, ${by}: ${formatSeen(finding)}; ${finding.path}`;
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
