/** How often progress is told where no terminal can redraw a line, in milliseconds. */
const plainEveryMs = 5_000;

/** What takes less than this needs no progress, in milliseconds. */
const patienceMs = 500;

export interface ProgressLine {
  update(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Tells on standard error how far some work is: a line that redraws itself on a terminal, a line now and then elsewhere. */
export function showProgress(label: string, stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  const startedMs = performance.now();
  let lastPlainMs = startedMs;
  let isShown = false;
  return {
    update(text) {
      const nowMs = performance.now();
      if (nowMs - startedMs < patienceMs) return;
      const line = `${label}: ${text}`;
      if (stream.isTTY) {
        stream.write(`\r\u001B[K${line}`);
        isShown = true;
      } else if (nowMs - lastPlainMs >= plainEveryMs) {
        stream.write(`${line}\n`);
        lastPlainMs = nowMs;
      }
    },
    clear() {
      if (isShown) stream.write('\r\u001B[K');
      isShown = false;
    },
  };
}
