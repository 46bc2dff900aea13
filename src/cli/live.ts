import { createLogUpdate } from 'log-update';
import type { CampaignProgress } from '../report/campaign-progress.ts';
import { formatCampaignProgress, renderScreen } from '../report/campaign-progress.ts';

export interface Live {
  update(status: CampaignProgress): void;
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
      if (redraw === null) stream.write(`${formatCampaignProgress(status)}\n`);
      else redraw(renderScreen(status, stream).join('\n'));
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
