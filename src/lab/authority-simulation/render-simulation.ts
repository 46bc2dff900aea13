import { styleText } from 'node:util';
import { table } from '../../report/table.ts';
import type { Claim } from './simulation/claims.ts';
import { claims, claimText, durationText, measuredText, percentText } from './simulation/claims.ts';
import type { DurationSummary } from './simulation/durations.ts';
import { failureModes } from './simulation/failure-modes.ts';
import type { Figures } from './simulation/figures.ts';
import type { JudgedClaim, SimulationReport, StudyReport } from './simulation/report.ts';
import { studies } from './simulation/studies.ts';

/** A simulation for a person. */
export function renderSimulation(report: SimulationReport): string[] {
  const { figures, settings, isPartial } = report;
  const off = settings.without.length === 0 ? 'all policies on' : `without ${settings.without.join(', ')}`;
  const { servers, players, perSecond, seed } = settings;
  const head = `authority, simulated: ${count(players)} players on ${servers} servers, ${perSecond} transfers a second, ${off}, seed ${seed}`;
  return [
    styleText('bold', head),
    ...renderOutcomes(figures),
    ...renderModes(report),
    ...renderRest(figures),
    '',
    ...renderClaims(report),
    ...report.studies.flatMap(renderStudy),
    ...(isPartial ? [styleText('yellow', formatPartial(report))] : []),
  ];
}

function formatPartial({ figures, studies: made }: SimulationReport): string {
  const ended = `${count(figures.confirmed + figures.rolledBack)} transfers had ended`;
  return `partial: stopped by the user when ${ended} and ${made.length} of ${studies.length} studies were made`;
}

function renderOutcomes(figures: Figures): string[] {
  const { confirmed, rolledBack, byRetries, transfers, latency, rollback, unended, stuck, neverAdmitted } = figures;
  const rows: [string, number][] = [
    ['confirmed at once', byRetries.none],
    ['by one retry', byRetries.one],
    ['by two retries', byRetries.two],
    ['by three retries', byRetries.three],
    ['rolled back', rolledBack],
    ['not ended', unended],
    ['stuck for ever', stuck],
    ['never admitted', neverAdmitted],
  ];
  return [
    ...table(
      ['transfers', 'number', 'share'],
      rows
        .filter(([, number], place) => number > 0 || place < 5)
        .map(([what, number]) => [what, count(number), percentText(number / Math.max(1, transfers))]),
    ),
    `latency of the ${count(confirmed)} confirmed: ${spread(latency)}`,
    `roll-back: ${spread(rollback)}`,
    `at most ${figures.mostActive} at once; ${count(figures.virtualSeconds)} s of the virtual clock`,
  ];
}

function renderModes({ figures }: SimulationReport): string[] {
  const { fates, servers, splitBrains, load } = figures;
  const durations: Record<string, [detection: DurationSummary, repair: DurationSummary] | undefined> = {
    FM_201: [fates.late.detection, fates.late.repair],
    FM_202: [fates.lost.detection, fates.lost.repair],
    FM_203: [servers.detection, servers.unavailability],
    FM_204: [fates.mismatch.detection, fates.mismatch.repair],
    FM_205: [splitBrains.detection, splitBrains.resolution],
    FM_207: [fates.hung.detection, fates.hung.repair],
  };
  const rows = failureModes.map(({ id, title, severity, scope, strikes }) => {
    const [detection, repair] = durations[id] ?? [null, id === 'FM_208' ? load.saturation : null];
    return [`${id} ${title}`, `SEV-${severity}`, scope, count(strikes(figures)), average(detection), average(repair)];
  });
  return [
    '',
    ...table(['failure mode', 'severity', 'scope', 'struck', 'detected after', 'repaired after'], rows, Infinity),
  ];
}

function renderRest({ notifications, items, servers, load, splitBrains, forced }: Figures): string[] {
  const { rollback, unavailability, stateError, slowdown } = notifications;
  const orders = forced.map(
    ({ player, reason, atMs, outcome }) =>
      `forced roll-back of player ${player} at ${durationText(atMs)} (${reason}): ${outcome}`,
  );
  return [
    `players notified: ${count(rollback)} of a roll-back, ${count(stateError)} of a state error, ${count(unavailability)} of unavailability, ${count(slowdown)} of a slowdown`,
    `items: ${count(items.pickUps)} pick-ups of replicas, ${count(items.vanishedReplicas)} replicas vanished with their message, ${count(items.duplicatesRefused)} duplicates refused, ${items.duplicated} items duplicated, ${items.lost} lost`,
    `servers: ${servers.crashes} crashed, ${servers.partitions} cut off, regions reassigned ${servers.reassignments} times and rebalanced ${servers.rebalances} times, ${servers.started} started`,
    `two servers took themselves to be in charge ${servers.overlap.count} times${onAverage(servers.overlap)}; ${count(splitBrains.players)} split brains, ${count(splitBrains.paused)} transfers paused`,
    `waited for admission: ${count(load.waited)}${onAverage(load.wait)}`,
    ...orders,
  ];
}

function renderClaims({ claims: judged, studies: made }: SimulationReport): string[] {
  const rows = judged.flatMap((one) => {
    const claim = claims.find(({ id }) => id === one.id);
    if (claim === undefined) return [];
    const { mode, says } = claim;
    return [
      [
        mode,
        says,
        claimText(claim),
        measuredText(claim, one.measured),
        one.verdict,
        whereItHolds(claim, one, made.length > 0),
      ],
    ];
  });
  return [
    styleText('bold', 'The document’s figures'),
    ...table(['mode', 'what', 'claimed', 'measured', '', 'holds under'], rows, Infinity),
  ];
}

/** Where a claim holds: as given, in worlds of the studies, or nowhere, with the reason. */
function whereItHolds({ remark }: Claim, { verdict, holdsUnder }: JudgedClaim, isStudied: boolean): string {
  const [world, ...more] = holdsUnder;
  if (verdict === 'holds') return 'as given';
  if (!isStudied) return remark ?? '';
  if (world === undefined) return `no world of the studies${remark === undefined ? '' : `: ${remark}`}`;
  return `${world}${more.length === 0 ? '' : `, and ${more.length} more`}`;
}

/** The columns of each study. */
const columns: Readonly<Record<string, Readonly<Record<string, (figures: Figures) => string>>>> = {
  losses: {
    'timed out, late or lost': ({ fates }) => percentText(fates.late.share + fates.lost.share),
    'retry 1': (figures) => retried(figures, 0),
    'retry 2': (figures) => retried(figures, 1),
    'retry 3': (figures) => retried(figures, 2),
    'rolled back': ({ fates }) =>
      percentText(
        (fates.late.rolledBack * fates.late.transfers + fates.lost.rolledBack * fates.lost.transfers) /
          Math.max(1, fates.late.transfers + fates.lost.transfers),
      ),
    'repaired after': ({ fates }) => average(fates.lost.repair),
  },
  latency: {
    average: ({ latency }) => average(latency),
    p99: ({ latency }) => ms(latency.p99Ms),
    'timed out': ({ fates }) => percentText(fates.late.share),
    'repaired after': ({ fates }) => average(fates.late.repair),
    'rolled back': ({ rolledBack, transfers }) => percentText(rolledBack / transfers),
  },
  readings: {
    'detected after': ({ fates }) => average(fates.late.detection),
    'repaired after': ({ fates }) => average(fates.late.repair),
    'at most': ({ fates }) => ms(fates.late.repair.mostMs),
    'by retry 1': ({ fates }) => percentText(fates.late.confirmedBy[0] ?? 0),
    'roll-back': ({ rollback }) => average(rollback),
    'oldest transfer': ({ age }) => ms(age.mostMs),
  },
  crashes: {
    'detected after': ({ servers }) => average(servers.detection),
    'regions have a server after': ({ servers }) => average(servers.unavailability),
    'two in charge for': ({ servers }) => average(servers.overlap),
    'transfers hit': ({ fates }) => percentText(fates.down.share),
  },
  splitBrains: {
    players: ({ splitBrains }) => count(splitBrains.players),
    'detected after': ({ splitBrains }) => average(splitBrains.detection),
    'resolved after': ({ splitBrains }) => average(splitBrains.resolution),
    paused: ({ splitBrains }) => count(splitBrains.paused),
    'states lost': ({ items }) => count(items.lost),
    'items duplicated': ({ items }) => count(items.duplicated),
  },
  load: {
    'at most': ({ mostActive }) => count(mostActive),
    average: ({ latency }) => average(latency),
    p99: ({ latency }) => ms(latency.p99Ms),
    'rolled back': ({ rolledBack, transfers }) => percentText(rolledBack / transfers),
    'waited for admission': ({ load }) => average(load.wait),
    'too much load for': ({ load }) => ms(load.saturation.mostMs),
  },
  policies: {
    confirmed: ({ confirmed, transfers, neverAdmitted }) => percentText(confirmed / (transfers + neverAdmitted)),
    'at most': ({ mostActive }) => count(mostActive),
    oldest: ({ age }) => ms(age.mostMs),
    'no server for': ({ servers }) => average(servers.unavailability),
    'load for': ({ load }) => ms(load.saturation.mostMs),
    lost: ({ items }) => count(items.lost),
    duplicated: ({ items }) => count(items.duplicated),
    'split brains': ({ splitBrains }) => count(splitBrains.players),
    'stuck or shut out': ({ stuck, neverAdmitted }) => count(stuck + neverAdmitted),
  },
};

function renderStudy({ name, variants }: StudyReport): string[] {
  const shown = Object.entries(columns[name] ?? {});
  const title = studies.find((study) => study.name === name)?.title ?? name;
  const first = name === 'policies' ? 'policy off' : 'world';
  const rows = variants.map((variant) => [variant.name, ...shown.map(([, of]) => of(variant.figures))]);
  return ['', styleText('bold', title), ...table([first, ...shown.map(([column]) => column)], rows, Infinity)];
}

function retried({ fates: { late, lost } }: Figures, retry: number): string {
  const [one, two] = [late, lost].map((fate) => (fate.confirmedBy[retry] ?? 0) * fate.transfers);
  return percentText(((one ?? 0) + (two ?? 0)) / Math.max(1, late.transfers + lost.transfers));
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function ms(value: number | null): string {
  return value === null ? '' : durationText(value);
}

function average(summary: DurationSummary | null): string {
  return ms(summary?.averageMs ?? null);
}

function onAverage(summary: DurationSummary): string {
  return summary.count === 0 ? '' : `, for ${average(summary)} on average`;
}

function spread({ averageMs, p50Ms, p99Ms, mostMs }: DurationSummary): string {
  if (averageMs === null) return 'none';
  return `average ${averageMs} ms, median ${p50Ms} ms, p99 ${p99Ms} ms, at most ${ms(mostMs)}`;
}
