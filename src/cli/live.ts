import { createLogUpdate } from 'log-update';
import { printable } from '../kernel/printable.ts';
import type { CampaignProgress } from '../report/campaign-progress.ts';
import { formatCampaignProgress, renderScreen } from '../report/campaign-progress.ts';

export interface Live {
  update(status: CampaignProgress): void;
  /** A line that stays. */
  notice(line: string): void;
  clear(): void;
}

/** How often a status line is printed where no terminal can redraw the table, in milliseconds. */
const plainEveryMs = 60_000;

/** How often the table is redrawn, in milliseconds. */
const redrawEveryMs = 500;

/** Prints the progress of a campaign on standard error: a redrawn table on a terminal, a line once a minute elsewhere. */
export function showCampaign(stream: NodeJS.WriteStream = process.stderr): Live {
  // A terminal without a known width cannot redraw the table.
  const redraw = stream.isTTY && stream.columns > 0 ? createLogUpdate(stream) : null;
  const everyMs = redraw === null ? plainEveryMs : redrawEveryMs;
  let lastMs = performance.now();
  // Before its first batch, a campaign replays the kept counterexamples.
  const timer =
    redraw === null ? null : setTimeout(() => redraw('replaying the kept counterexamples'), redrawEveryMs).unref();
  const stopWaiting = (): void => {
    if (timer !== null) clearTimeout(timer);
  };
  return {
    update(status) {
      stopWaiting();
      const nowMs = performance.now();
      if (nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      if (redraw === null) stream.write(`${formatCampaignProgress(status)}\n`);
      else redraw(renderScreen(status, stream).join('\n'));
    },
    notice(line) {
      if (redraw !== null) redraw.clear();
      stream.write(`${printable(`faultbook: ${line}`)}\n`);
    },
    clear() {
      stopWaiting();
      redraw?.clear();
      redraw?.done();
    },
  };
}
