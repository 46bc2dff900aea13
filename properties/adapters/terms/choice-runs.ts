import type { LeaseQueueTerms } from '../../../src/alphabets/lease-queue.ts';
import type { TermRun } from './term-run.ts';
import { take, times, waitOut } from './term-run.ts';

const { submit, fetch, fail, remove, tick } = take;

/** Runs that show which jobs are taken, handed out and removed. */
export function choiceRuns(terms: LeaseQueueTerms): TermRun[] {
  return [...keyRuns(terms), ...groupRuns(terms), orderRun(terms), ...batchRuns(terms), removalRun(terms)];
}

function keyRuns(terms: LeaseQueueTerms): TermRun[] {
  const { keys, attempts } = terms;
  if (keys === 'none') return [];
  const both = [submit('j1', 'k1'), submit('j2', 'k1')];
  const whileHeld = [submit('j1', 'k1'), fetch(), submit('j2', 'k1')];
  const run = (other: LeaseQueueTerms['keys'], breaks: string, commands: TermRun['commands']): TermRun => ({
    term: 'keys',
    commands,
    breaks,
    otherwise: { terms: { keys: other } },
  });
  const runs: Readonly<Record<typeof keys, readonly TermRun[]>> = {
    waiting: [run('active', 'accepts', both), run('live', 'unique', whileHeld)],
    stored: [
      run('active', 'accepts', both),
      run('waiting', 'accepts', whileHeld),
      ...(attempts === 1 ? [run('live', 'accepts', [submit('j1', 'k1'), fetch(), fail(), submit('j2', 'k1')])] : []),
    ],
    replaced: [
      run('waiting', 'unique', both),
      run('live', 'unique', whileHeld),
      run('none', 'kept', both),
      ...(attempts > 1 ? [run('none', 'keepsTrying', [...whileHeld, fail()])] : []),
    ],
    live: [run('active', 'accepts', both), run('waiting', 'accepts', whileHeld)],
    eachState: [
      run('active', 'accepts', both),
      run('live', 'unique', whileHeld),
      run('waiting', 'progress', [...whileHeld, fetch('w2')]),
    ],
    inTurn: [
      run('waiting', 'unique', both),
      run('none', 'progress', [...both, fetch(), fetch('w2')]),
      // Held jobs alone keep others out, or dead ones as well.
      run('active', 'progress', [
        ...both,
        ...times(attempts, (at) => [...(at > 0 ? waitOut(terms, at) : []), fetch(), fail()]),
        fetch('w2'),
      ]),
    ],
    active: [
      run('waiting', 'unique', both),
      run('live', 'unique', whileHeld),
      run('none', 'progress', [...both, fetch(), fetch('w2')]),
    ],
  };
  return [...runs[keys]];
}

function groupRuns({ groupLimit }: LeaseQueueTerms): TermRun[] {
  if (groupLimit === 0) return [];
  const jobs = times(groupLimit + 1, (at) => [submit(`j${at + 1}`, null, 'g1')]);
  const commands = [...jobs, ...times(groupLimit, () => [fetch()]), fetch('w2')];
  return [0, groupLimit + 1].map((other) => ({
    term: 'groupLimit',
    commands,
    breaks: 'progress',
    otherwise: { terms: { groupLimit: other } },
  }));
}

function orderRun({ order }: LeaseQueueTerms): TermRun {
  const later = order === 'time' ? [tick(1_000)] : [];
  return {
    term: 'order',
    commands: [submit('j1'), ...later, submit('j2'), fetch()],
    breaks: 'order',
    otherwise: order === 'any' ? { terms: { order: 'submitted' } } : { bug: 'the youngest job is handed out first' },
  };
}

function batchRuns({ batch, fillsBatches, keys, groupLimit }: LeaseQueueTerms): TermRun[] {
  if (batch === 1) return [];
  const bug = 'a fetch hands out one job alone';
  const jobs = times(batch, (at) => [submit(`j${at + 1}`)]);
  const filled: TermRun = {
    term: 'fillsBatches',
    commands: [...jobs, fetch('w1', batch)],
    breaks: 'progress',
    otherwise: { bug },
  };
  if (fillsBatches) return [filled, { ...filled, term: 'batch' }];
  const [key, group] = [keys === 'active' ? 'k1' : null, groupLimit > 0 ? 'g1' : null];
  // Where one job of a key waits for its first try, two of a key wait once the first of them has failed.
  const limited =
    keys === 'eachState'
      ? [submit('j1', 'k1'), fetch(), submit('j2', 'k1'), fail()]
      : ['j1', 'j2'].map((job) => submit(job, key, group));
  const left: TermRun = {
    term: 'fillsBatches',
    commands: [...limited, submit('j3'), fetch('w1', 2)],
    breaks: 'progress',
    otherwise: { terms: { fillsBatches: true } },
  };
  return [left];
}

function removalRun({ removesHeld }: LeaseQueueTerms): TermRun {
  return {
    term: 'removesHeld',
    commands: [submit('j1'), fetch(), remove('j1')],
    breaks: 'keepsHeld',
    otherwise: removesHeld ? { terms: { removesHeld: false } } : { memory: { removesHeld: true } },
  };
}
