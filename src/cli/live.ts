import { createLogUpdate } from 'log-update';
import { nameOf } from '../overnight/job.ts';
import type { JobStatus, Status } from '../overnight/night.ts';
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
      else redraw([whereOf(status), ...rowsOf(status)].slice(0, Math.max(1, (stream.rows ?? 24) - 1)).join('\n'));
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

/** A row for each job of which something was made. */
function rowsOf({ jobs }: Status): string[] {
  const rows = jobs
    .filter(({ share, isUnderWay }) => share.pieces > 0 || isUnderWay)
    .map(({ job, share, round, isUnderWay }) => [
      `${isUnderWay ? '*' : ' '} ${nameOf(job)}`,
      String(round),
      share.sums.runs === 0 ? '' : share.sums.runs.toLocaleString('en'),
      share.sums.runs === 0 ? '' : (share.sums.runs / share.seconds).toFixed(0),
      job.strategy === 'random'
        ? share.newEdges.toLocaleString('en')
        : (share.explored?.edges ?? 0).toLocaleString('en'),
      share.setAside === null ? (share.explored?.isWhole === true ? 'whole' : '') : 'set aside',
    ]);
  return table(['  job', 'round', 'runs', 'runs/s', 'new edges', ''], rows);
}
