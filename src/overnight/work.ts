import { account } from './account.ts';
import type { CampaignOptions, Status } from './assignment.ts';
import { watchWallClock } from './clock.ts';
import { createCollection } from './collection.ts';
import type { ConfiguredSubject } from './configured.ts';
import { configuredNamed } from './configured.ts';
import { firstLine } from './first-line.ts';
import { nameOf } from './job.ts';
import type { Campaign, CrashEntry, SetAside } from './journal.ts';
import type { Next } from './next-batch.ts';
import { takeNext } from './next-batch.ts';
import type { WorkerSlot, BatchOutcome } from './worker-slot.ts';
import type { Working } from './working.ts';
import { isOpen, roundReached, secondsLeftOf, workingOf } from './working.ts';

/** How long the batches under way may take once the time is up, in milliseconds. */
const graceMs = 30_000;

/** After so many failed batches in a row, a job is set aside for the campaign. */
const mostFailures = 3;

/** How often the campaign checks whether its time is up, in milliseconds. */
const lookEveryMs = 250;

/** Runs batch after batch, until the time is up, the rounds are done, or the signal aborts. */
export async function work(id: number, slots: readonly WorkerSlot[], options: CampaignOptions): Promise<void> {
  const { journal, subjects, clock, signal, versions, onProgress, onNotice } = options;
  const campaign = journal.lastCampaign();
  if (campaign?.id !== id) throw new RangeError(`campaign ${id} is not the last of its journal`);
  const { budget, folder } = campaign;
  const jobs = campaign.jobs.map((number) => workingOf(journal, campaign, number));
  const configured = (name: string): ConfiguredSubject => configuredNamed(subjects, name);
  const entries = journal.entries(id);
  const notReproduced = journal.replayed(id).filter(({ verdict }) => verdict !== 'reproduced');
  const gone = notReproduced.map(({ path }) => path);
  const collection = createCollection({
    entries,
    folder,
    gone,
    subjectNamed: (name) => configured(name).subject,
    onNotice,
  });
  // An interrupted campaign may not have written all files.
  for (const entry of entries) await collection.keep(entry);

  const startedMs = clock.monotonicMs();
  const setSinceMs = watchWallClock(clock);
  const spent = (): number => campaign.spentSeconds + (clock.monotonicMs() - startedMs) / 1000;
  const left = (): number | null => ('seconds' in budget ? Math.max(0, budget.seconds - spent()) : null);
  let how: NonNullable<Campaign['how']> | null = null;
  let broken: unknown = null;
  const idle = new Set(slots);
  let underWay = 0;

  function statusNow(): Status {
    return {
      jobs: jobs.map((one) => ({
        job: one.job,
        share: one.share,
        round: roundReached(one),
        isUnderWay: one.underWay.size > 0,
        secondsLeft: secondsLeftOf(one),
      })),
      findings: collection.size,
      spentSeconds: spent(),
      secondsLeft: left(),
      isStopping: how !== null,
    };
  }

  function setAside(one: Working, why: SetAside): void {
    // Another batch of the job was still under way.
    if (one.share.setAside !== null) return;
    one.share = { ...one.share, setAside: why };
    journal.setAside(id, one.share);
    onNotice?.(`${nameOf(one.job)} is set aside for this campaign: ${why.message}`);
  }

  /** Writes the result of a batch to the journal and to files. */
  async function record(next: Next, outcome: BatchOutcome): Promise<void> {
    const { one, number } = next;
    if (outcome.type === 'stopped' || outcome.type === 'failed') {
      one.next = Math.min(one.next, number);
      if (outcome.type === 'stopped') return;
      one.failures += 1;
      if (one.failures >= mostFailures) {
        const cause = outcome.isEnvironment ? 'environment' : 'error';
        setAside(one, { cause, message: firstLine(outcome.message) });
      }
      return;
    }
    const done = outcome.type === 'done' ? outcome.done : null;
    const crash = outcome.crash === null ? null : crashEntry(outcome.crash, next);
    one.failures = done === null ? one.failures + 1 : 0;
    const gains = account(one, number, done);
    const found = collection.take(done?.found ?? []);
    const at = { spentSeconds: spent(), now: clock.now().toISOString() };
    journal.finish({ campaign: id, job: one.number, number, share: one.share, ...gains, found, crash, ...at });
    for (const each of found) await collection.keep(each);
    if (crash === null) return;
    const shownBy = crash.shown === crash.of ? 'twice' : 'once, and not in the second try';
    onNotice?.(`a process of ${nameOf(one.job)} ${words[crash.how]} ${shownBy} (${crash.says})`);
    const isCounted = one.job.strategy === 'random' || one.share.raced !== null;
    const most = isCounted ? mostFailures : 1;
    if (one.failures >= most)
      setAside(one, { cause: 'crash', message: `its processes ${words[crash.how]}: ${crash.says}` });
  }

  return new Promise((resolve, reject) => {
    const timer = setInterval(look, lookEveryMs);
    let graceTimer: NodeJS.Timeout | null = null;

    function stop(why: NonNullable<Campaign['how']>): void {
      const stopSlots = (): void => {
        for (const slot of slots) slot.stop();
      };
      // A resumed campaign repeats the batches under way.
      if (why === 'interrupted') stopSlots();
      if (how !== null) return;
      how = why;
      graceTimer = setTimeout(stopSlots, graceMs);
    }

    function look(): void {
      if (signal.aborted) stop('interrupted');
      else if (left() === 0) stop('time');
      const setMinutes = Math.round(setSinceMs() / 60_000);
      if (setMinutes !== 0) {
        onNotice?.(
          `the clock was set ${setMinutes > 0 ? 'forward' : 'back'} by ${Math.abs(setMinutes)} min: the campaign counts elapsed time, and is not affected`,
        );
      }
      onProgress?.(statusNow());
      settle();
    }

    function dispatch(): void {
      if (signal.aborted) stop('interrupted');
      for (const slot of idle) {
        const next = how === null ? takeNext(jobs, { origin: journal.origin, collection, versions, configured }) : null;
        if (next === null) return;
        idle.delete(slot);
        underWay += 1;
        perform(slot, next).catch(reject);
      }
    }

    async function perform(slot: WorkerSlot, next: Next): Promise<void> {
      try {
        const outcome = await slot.do(next.batch);
        idle.add(slot);
        // The worker gets its next batch before this process waits for the disk.
        dispatch();
        await record(next, outcome);
      } catch (error) {
        broken ??= error;
        stop('interrupted');
      } finally {
        underWay -= 1;
        next.one.underWay.delete(next.number);
        dispatch();
        settle();
      }
    }

    function settle(): void {
      if (underWay > 0) return;
      if (how === null && jobs.some((one) => isOpen(one, jobs))) return;
      clearInterval(timer);
      if (graceTimer !== null) clearTimeout(graceTimer);
      try {
        if (broken !== null) throw broken;
        const isAllDone = jobs.every(({ share }) => share.setAside !== null);
        const why = how ?? ('rounds' in budget && !isAllDone ? 'rounds' : 'nothing left');
        journal.end(id, why, clock.now().toISOString());
        onProgress?.(statusNow());
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }

    dispatch();
    look();
  });
}

const words = { crashed: 'crashed', hung: 'hung', memory: 'took too much memory' };

function crashEntry(crash: Omit<CrashEntry, 'job' | 'number' | 'seed'>, { one, number, batch }: Next): CrashEntry {
  return { ...crash, job: one.number, number, seed: batch.kind === 'runs' ? batch.plan.seed : null };
}
