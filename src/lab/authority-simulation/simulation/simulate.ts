import { createYield } from '../../../kernel/event-loop.ts';
import { drain, resume } from './admission.ts';
import { confirm, receive, refuse, restore, timeOut, tryAgain } from './attempts.ts';
import { cross, crossHotBoundary } from './crossings.ts';
import { crash, planCrash, reassign, restart, suspect, takeHalf } from './failures.ts';
import type { EventKind, Run } from './run.ts';
import { createRun, event, isExpected, kindOf, schedule, whomOf } from './run.ts';
import type { Scrape } from './scrape.ts';
import { scrapeOf } from './scrape.ts';
import type { Settings } from './settings.ts';
import type { Tally } from './tally.ts';
import { force, watch } from './watch.ts';

export interface SimulateOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (ended: number, of: number) => void;
  /** Called with the measurements, every fifteen seconds of the virtual clock and at the end. */
  readonly onScrape?: (scrape: Scrape) => void | Promise<void>;
}

export interface Simulated {
  readonly settings: Settings;
  readonly tally: Tally;
  /** The number of events, and the time on the virtual clock. */
  readonly events: number;
  readonly virtualMs: number;
  /** Transfers that had not ended, and how many of these no event will ever end. */
  readonly unended: number;
  readonly stuck: number;
  /** Stopped before all transfers had ended. */
  readonly isPartial: boolean;
}

/** The default interval of Prometheus between two scrapes. */
const scrapeEveryMs = 15_000;

/** How many events are handled before the loop yields to the event loop. */
const eventsPerYield = 4096;

/** The handlers of events of a player's transfer. An event counts only while the transfer expects the event. */
const ofTransfers: Partial<Record<EventKind, (run: Run, player: number) => void>> = {
  [event.request]: receive,
  [event.confirm]: confirm,
  [event.refusal]: refuse,
  [event.timeout]: timeOut,
  [event.retry]: tryAgain,
  [event.restored]: restore,
};

/** The handlers of all other events. */
const ofTheWorld: Partial<Record<EventKind, (run: Run, whom: number) => void>> = {
  [event.crossing]: cross,
  [event.burstCrossing]: crossHotBoundary,
  [event.resume]: resume,
  [event.drain]: drain,
  [event.watch]: watch,
  [event.crash]: crash,
  [event.suspect]: suspect,
  [event.reassign]: reassign,
  [event.restart]: restart,
  [event.serverReady]: takeHalf,
  [event.forced]: force,
};

/** Simulates all transfers, from beginning to end, on a virtual clock. The same settings give the same result. */
export async function simulate(settings: Settings, options: SimulateOptions = {}): Promise<Simulated> {
  const run = createRun(settings);
  const { signal, onProgress, onScrape } = options;
  begin(run);
  if (onScrape !== undefined) run.latencies = [];
  let nextScrapeMs = onScrape === undefined ? Infinity : 0;
  let events = 0;
  const yieldToEvents = createYield(() => onProgress?.(run.requested - run.open, settings.transfers));
  while (!isOver(run)) {
    if (events % eventsPerYield === 0) {
      await yieldToEvents();
      if (signal?.aborted === true) break;
    }
    const atMs = run.upcoming.peekValue() ?? Infinity;
    for (; nextScrapeMs < atMs; nextScrapeMs += scrapeEveryMs) await onScrape?.(scrapeOf(run, nextScrapeMs));
    take(run, run.upcoming.pop() ?? 0, atMs);
    events += 1;
  }
  await onScrape?.(scrapeOf(run, run.nowMs));
  const isPartial = !isOver(run);
  const stuck = isPartial ? 0 : run.open;
  return { settings, tally: run.tally, events, virtualMs: run.nowMs, unended: run.open, stuck, isPartial };
}

function begin(run: Run): void {
  const { settings } = run;
  schedule(run, event.crossing, 0, 0);
  schedule(run, event.watch, 0, 0);
  if (settings.burst !== null) schedule(run, event.burstCrossing, 0, settings.burst.atMs);
  for (let server = 0; server < settings.servers; server += 1) planCrash(run, server);
  for (const [place, { atMs }] of settings.forced.entries()) schedule(run, event.forced, place, atMs);
}

function take(run: Run, entry: number, atMs: number): void {
  run.nowMs = atMs;
  const kind = kindOf(entry) as EventKind;
  const ofTransfer = ofTransfers[kind];
  const whom = whomOf(entry);
  if (ofTransfer === undefined) ofTheWorld[kind]?.(run, whom);
  else if (isExpected(run, kind, whom)) ofTransfer(run, whom);
}

/** Whether all players have crossed, and no event will come for the transfers that have not ended. */
function isOver({ settings, policies, requested, open, hung, waiting, active }: Run): boolean {
  if (requested < settings.transfers) return hangsForEver();
  return open === 0 || (!policies.watchdog && open === hung) || hangsForEver();

  /** Transfers that hang have taken all places, so that no player is admitted. */
  function hangsForEver(): boolean {
    const areFull = policies.admission && hung === active.length && hung >= settings.mostActive;
    return !policies.watchdog && areFull && open === hung + waiting.players.length - waiting.admitted;
  }
}
