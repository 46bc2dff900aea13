import type { LeaseQueueCommand, LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { TermRun } from './term-run.ts';
import { take, times, waitOf, waitOut } from './term-run.ts';

const { submit, fetch, complete, crash, tick, maintain } = take;

/** The lease of the first worker runs out, and the library takes the job back. */
function lapse({ leaseMs, passes }: LeaseQueueTerms): LeaseQueueCommand[] {
  return [tick(leaseMs), ...times(passes, () => [maintain()])];
}

/** So many leases run out, and the job waits after each but the last. */
function lapses(terms: LeaseQueueTerms, count: number): LeaseQueueCommand[] {
  const wait = (tries: number): LeaseQueueCommand[] => (terms.lapsedWaits ? waitOut(terms, tries) : []);
  return times(count, (at) => [...(at > 0 ? wait(at) : []), fetch(), ...lapse(terms), crash()]);
}

/** Runs that show how long a lease is, and how many leases may run out. */
export function leaseRuns(terms: LeaseQueueTerms): TermRun[] {
  return [...lengthRuns(terms), ...(outlivesLapse(terms) ? returnRuns(terms) : []), ...stallRuns(terms)];
}

/** Whether a job is handed out once more after a lease that ran out. */
export function outlivesLapse({ stallLimit, attempts }: LeaseQueueTerms): boolean {
  return stallLimit < 0 ? attempts > 1 : stallLimit > 0;
}

function lengthRuns(terms: LeaseQueueTerms): TermRun[] {
  const { leaseMs } = terms;
  const commands = [submit('j1'), fetch(), ...lapse(terms)];
  return [{ term: 'leaseMs', commands, breaks: 'shownHeld', otherwise: { terms: { leaseMs: leaseMs + 1 } } }];
}

/** Of a job that comes back once its lease has run out. */
function returnRuns(terms: LeaseQueueTerms): TermRun[] {
  const { leaseMs, passes, lapsedWaits, reportedBy } = terms;
  const held = [submit('j1'), fetch()];
  const wait = lapsedWaits ? waitOut(terms, 1) : [];
  const waitMs = lapsedWaits ? waitOf(terms, 1).most : 0;
  const earlyMs = leaseMs - 1 - waitMs;
  const runs: TermRun[] = [
    {
      term: 'leaseMs',
      commands: [...held, tick(earlyMs), ...times(passes, () => [maintain()]), ...wait, fetch('w2')],
      breaks: 'progress',
      otherwise: { terms: { leaseMs: earlyMs } },
    },
    {
      term: 'passes',
      commands: [...held, ...lapse(terms), ...wait, fetch('w2')],
      breaks: 'progress',
      otherwise: { memory: { passes: passes + 1 } },
    },
    {
      term: 'slackMs',
      commands: [...held, ...lapse(terms), ...wait, fetch('w2')],
      breaks: 'progress',
      otherwise: { bug: 'a lease is still live at the instant of its end' },
    },
    {
      term: 'reportedBy',
      commands: [...held, ...lapse(terms), ...wait, fetch('w2'), complete()],
      breaks: 'shownHeld',
      otherwise: reportedBy === 'anyone' ? { terms: { reportedBy: 'holder' } } : { memory: { reportedBy: 'anyone' } },
    },
  ];
  // When a wait begins after a lease that no pass takes back, a library does not say.
  if (passes > 1 || !lapsedWaits)
    runs.push({
      term: 'passes',
      commands: [...held, tick(leaseMs), ...times(passes - 1, () => [maintain()]), ...wait, fetch('w2')],
      breaks: 'progress',
      otherwise: { terms: { passes: passes - 1 } },
    });
  if (terms.waitMs === 0) return runs;
  const lapsed: TermRun = {
    term: 'lapsedWaits',
    commands: [...held, ...lapse(terms), fetch('w2')],
    breaks: lapsedWaits ? 'progress' : 'waits',
    otherwise: { terms: { lapsedWaits: !lapsedWaits } },
  };
  return [...runs, lapsed];
}

function stallRuns(terms: LeaseQueueTerms): TermRun[] {
  const { stallLimit, attempts, failsAtFetch } = terms;
  const most = stallLimit < 0 ? attempts : stallLimit + 1;
  const usedUp = [submit('j1'), ...lapses(terms, most)];
  const runs: TermRun[] = [
    {
      term: 'failsAtFetch',
      commands: usedUp,
      breaks: 'shownWaiting',
      otherwise: failsAtFetch ? { terms: { failsAtFetch: false } } : { memory: { failsAtFetch: true } },
    },
    {
      term: 'stallLimit',
      commands: failsAtFetch ? [...usedUp, fetch('w2')] : usedUp,
      breaks: failsAtFetch ? 'progress' : 'keepsTrying',
      otherwise: { terms: { stallLimit: most } },
    },
  ];
  if (stallLimit <= 0) return runs;
  const fewer: TermRun = {
    term: 'stallLimit',
    commands: [submit('j1'), ...lapses(terms, stallLimit), fetch('w2')],
    breaks: 'budget',
    otherwise: { terms: { stallLimit: stallLimit - 1 } },
  };
  return [...runs, fewer];
}
