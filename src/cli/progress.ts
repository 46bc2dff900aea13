import { printable } from '../kernel/printable.ts';
import { reportColumns } from '../report/wrapped.ts';

/** How often progress is printed where no terminal can redraw a line, in milliseconds. */
const plainEveryMs = 5_000;

/** Shorter work prints no progress, in milliseconds. */
const patienceMs = 500;

export interface ProgressLine {
  update(text: string): void;
  /** Removes the line. */
  clear(): void;
}

/** Prints the progress of work on standard error: a redrawn line on a terminal, a line now and then elsewhere. */
export function showProgress(label: string, stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const startedMs = performance.now();
  let lastPlainMs = startedMs;
  let isShown = false;
  let line = printable(label);
  function draw(): void {
    // A line that is wider than the terminal would be drawn below itself, again and again.
    stream.write(`\r\u001B[K${line.slice(0, (stream.columns ?? reportColumns) - 1)}`);
    isShown = true;
  }
  // Also without a report for long: a server is starting, or the only report came too early.
  const timer = stream.isTTY ? setTimeout(draw, patienceMs).unref() : null;
  return {
    update(text) {
      const nowMs = performance.now();
      line = printable(`${label}: ${text}`);
      if (nowMs - startedMs < patienceMs) return;
      if (stream.isTTY) draw();
      else if (nowMs - lastPlainMs >= plainEveryMs) {
        stream.write(`${line}\n`);
        lastPlainMs = nowMs;
      }
    },
    clear() {
      if (timer !== null) clearTimeout(timer);
      if (isShown) stream.write('\r\u001B[K');
      isShown = false;
    },
  };
}
