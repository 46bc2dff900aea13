import { createLogUpdate } from 'log-update';
import type { JobStatus, Status } from '../overnight/assignment.ts';
import { table } from '../report/table.ts';
import { duration } from './tell-morning.ts';

export interface Live {
  update(status: Status): void;
  /** A line that stays. */
  notice(line: string): void;
  clear(): void;
}

/** How often it is told where the night is, where no terminal can redraw it, in milliseconds. */
const plainEveryMs = 60_000;

/** How often it is redrawn, in milliseconds. */
const redrawEveryMs = 500;

/** Tells on standard error how a night goes: a table that redraws itself on a terminal, a line once a minute elsewhere. */
export function showNight(stream: NodeJS.WriteStream = process.stderr): Live {
  const redraw = stream.isTTY ? createLogUpdate(stream) : null;
  const everyMs = redraw === null ? plainEveryMs : redrawEveryMs;
  let lastMs = performance.now();
  return {
    update(status) {
      const nowMs = performance.now();
      if (nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      if (redraw === null) stream.write(`${whereOf(status)}\n`);
      else redraw(screenOf(status, stream).join('\n'));
    },
    notice(line) {
      if (redraw !== null) redraw.clear();
      stream.write(`faultbook: ${line}\n`);
    },
    clear() {
      redraw?.clear();
      redraw?.done();
    },
  };
}

/** What fits: a line that a terminal breaks would push the first ones out of sight. */
function screenOf(status: Status, { rows, columns }: NodeJS.WriteStream): string[] {
  const lines = [...foldedAt(whereOf(status), columns), ''];
  // One line for the heading, and one for the cursor.
  const room = Math.max(1, rows - lines.length - 2);
  return [...lines, ...rowsOf(status, room).map((line) => line.slice(0, columns))];
}

function foldedAt(text: string, columns: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** The whole night in one line. */
function whereOf({ jobs, findings, spentSeconds, secondsLeft, isStopping }: Status): string {
  const sum = (of: (job: JobStatus) => number): string =>
    jobs.reduce((all, job) => all + of(job), 0).toLocaleString('en');
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  const runs = `${sum(({ share }) => share.sums.runs)} runs`;
  const edges = `${sum(({ share }) => share.newEdges)} new edges`;
  const end = isStopping ? '; finishing what is under way, once more to stop at once' : '';
  return `${duration(spentSeconds)}${left}: ${runs}, ${edges}, ${findings} findings${end}`;
}

/** A row for each job of which something was made; where there is no room for all, first those that are under way. */
function rowsOf({ jobs }: Status, most: number): string[] {
  const begun = jobs.filter(({ share, isUnderWay }) => share.pieces > 0 || isUnderWay);
  const shown = begun.length <= most ? begun : roomFor(begun, most - 1);
  const rows = shown.map(({ job, share, round, isUnderWay, secondsLeft }) => [
    `${isUnderWay ? '*' : ' '} ${[job.subject, job.system, job.scopeName, job.strategy].join(' ')}`,
    String(round),
    share.sums.runs === 0 ? '' : share.sums.runs.toLocaleString('en'),
    share.sums.runs === 0 ? '' : (share.sums.runs / share.seconds).toFixed(0),
    (job.strategy === 'random' ? share.newEdges : (share.explored?.edges ?? 0)).toLocaleString('en'),
    String(share.findings.length),
    share.setAside !== null
      ? 'set aside'
      : share.explored?.isWhole === true
        ? 'whole'
        : secondsLeft === null
          ? ''
          : duration(secondsLeft),
  ]);
  const hidden = begun.length - shown.length;
  return [
    ...table(['  job', 'round', 'runs', 'runs/s', 'new edges', 'found', 'left'], rows),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ];
}

function roomFor(jobs: readonly JobStatus[], most: number): JobStatus[] {
  const first = [...jobs.filter(({ isUnderWay }) => isUnderWay), ...jobs.filter(({ isUnderWay }) => !isUnderWay)];
  const shown = new Set(first.slice(0, Math.max(0, most)));
  return jobs.filter((job) => shown.has(job));
}
