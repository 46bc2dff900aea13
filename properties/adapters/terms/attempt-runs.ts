import type { LeaseQueueCommand, LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { TermRun } from './term-run.ts';
import { take, times, waitOf, waitOut } from './term-run.ts';

const { submit, fetch, fail, tick } = take;

/** So many tries that fail; the job waits before each but the first. */
function tries(terms: LeaseQueueTerms, count: number): LeaseQueueCommand[] {
  return times(count, (at) => [...(at > 0 ? waitOut(terms, at) : []), fetch(), fail()]);
}

/** Runs that show how often a job is tried, how long it waits in between, and where it is then. */
export function attemptRuns(terms: LeaseQueueTerms): TermRun[] {
  const { attempts, deadLetters } = terms;
  const failed = [submit('j1'), ...tries(terms, attempts)];
  return [
    {
      term: 'attempts',
      commands: failed,
      breaks: deadLetters ? 'keepsTrying' : 'kept',
      otherwise: { terms: { attempts: attempts + 1 } },
    },
    {
      term: 'deadLetters',
      commands: failed,
      breaks: 'shownEnded',
      otherwise: deadLetters ? { bug: 'a dead job is deleted' } : { terms: { deadLetters: true } },
    },
    ...(attempts > 1 ? fewerRuns(terms) : []),
    ...(attempts > 1 ? waitRuns(terms) : []),
    ...(attempts > 2 && terms.waitMs > 0 ? growthRuns(terms) : []),
  ];
}

function fewerRuns(terms: LeaseQueueTerms): TermRun[] {
  const fewer = terms.attempts - 1;
  const commands = [submit('j1'), ...tries(terms, fewer)];
  return [{ term: 'attempts', commands, breaks: 'shownEnded', otherwise: { terms: { attempts: fewer } } }];
}

/** The job is fetched so long after its latest of so many failures. */
function fetchAfter(terms: LeaseQueueTerms, failures: number, ms: number): LeaseQueueCommand[] {
  return [submit('j1'), ...tries(terms, failures), ...(ms > 0 ? [tick(ms)] : []), fetch()];
}

/** The last instant at which a wait is not over: of a wait by chance, the first one at which it could be. */
function lastOf({ least, most }: { readonly least: number; readonly most: number }): number {
  return least === most ? most - 1 : least;
}

function waitRuns(terms: LeaseQueueTerms): TermRun[] {
  const wait = waitOf(terms, 1);
  const longerMs = wait.most + 1;
  const longer: TermRun = {
    term: 'waitMs',
    commands: fetchAfter(terms, 1, wait.most),
    breaks: 'waits',
    otherwise: { terms: { waitMs: longerMs, waitAtMostMs: longerMs, longestWaitMs: longerMs } },
  };
  if (wait.most === 0) {
    const otherwise = { memory: { waitMs: 1, waitAtMostMs: 1, longestWaitMs: 1 } };
    return [longer, { ...longer, term: 'waitAtMostMs', breaks: 'progress', otherwise }];
  }
  const lastMs = lastOf(wait);
  const shorter: TermRun = {
    term: 'waitAtMostMs',
    commands: fetchAfter(terms, 1, lastMs),
    breaks: 'progress',
    otherwise: { terms: { waitsGrowBy: 'factor', waitMs: lastMs, waitAtMostMs: lastMs } },
  };
  return [longer, shorter];
}

function growthRuns(terms: LeaseQueueTerms): TermRun[] {
  const { attempts, waitsGrowBy, waitGrowth } = terms;
  const first = waitOf(terms, 1);
  const second = waitOf(terms, 2);
  const longest = waitOf(terms, attempts - 1);
  const faster: TermRun = {
    term: 'waitGrowth',
    commands: fetchAfter(terms, 2, second.most),
    breaks: 'waits',
    otherwise: { terms: { waitGrowth: 4 * waitGrowth, longestWaitMs: 100 * second.most } },
  };
  const capped: TermRun = {
    term: 'longestWaitMs',
    commands: fetchAfter(terms, attempts - 1, lastOf(longest)),
    breaks: 'progress',
    otherwise: { terms: { longestWaitMs: lastOf(longest) } },
  };
  if (waitsGrowBy === 'exp') {
    const otherwise = {
      terms: { waitsGrowBy: 'factor', waitMs: first.least, waitAtMostMs: first.most, waitGrowth: 2 },
    } as const;
    const exp: TermRun = {
      term: 'waitsGrowBy',
      commands: fetchAfter(terms, 2, lastOf(second)),
      breaks: 'progress',
      otherwise,
    };
    return [exp, capped];
  }
  if (waitGrowth === 1) return [faster, capped];
  const slower: TermRun = {
    term: 'waitGrowth',
    commands: fetchAfter(terms, 2, lastOf(second)),
    breaks: 'progress',
    otherwise: { terms: { waitGrowth: 1 } },
  };
  return [faster, capped, slower];
}
