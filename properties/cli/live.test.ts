import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Live } from '../../src/cli/live.ts';
import { showCampaign } from '../../src/cli/live.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const status = { jobs: [], findings: 0, spentSeconds: 90, secondsLeft: 600, isStopping: false };

function show(columns: number): { live: Live; printed: () => string } {
  let printed = '';
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, {
    write: (text: string) => ((printed += text), true),
  });
  for (const [name, value] of Object.entries({ isTTY: true, columns, rows: 40 }))
    Object.defineProperty(stream, name, { value });
  return { live: showCampaign(stream), printed: () => printed };
}

test('a terminal shows within two seconds that kept counterexamples are replayed', () => {
  const { live, printed } = show(80);
  vi.advanceTimersByTime(2_000);
  expect(printed()).toContain('replaying the kept counterexamples');
  live.clear();
});

test('a terminal that does not know its width gets a line a minute', () => {
  const { live, printed } = show(0);
  for (let seconds = 0; seconds <= 61; seconds += 1) {
    vi.advanceTimersByTime(1_000);
    live.update(status);
  }
  live.clear();
  expect(printed().split('\n')).toHaveLength(2);
});
