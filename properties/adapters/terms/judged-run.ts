import type { LeaseQueueSystemKind } from '../../../src/adapters/lease-queue-system.ts';
import { leaseQueueSystem } from '../../../src/adapters/lease-queue-system.ts';
import type {
  LeaseQueueAnswer,
  LeaseQueueCommand,
  LeaseQueueShown,
  LeaseQueueTerms,
} from '../../../src/alphabets/lease-queue.ts';
import type { BrokenPromise } from '../../../src/kernel/follow-contract.ts';
import { leaseQueueContract } from '../../../src/model/lease-queue/contract.ts';
import { openMemoryLeaseQueue } from '../../../src/real/lease-queue/memory.ts';
import { leaseQueueBugs } from '../../planted/lease-queue/bugs.ts';
import { subjectWithBug } from '../../planted/lease-queue/planted.ts';
import { judgeAnswers } from '../judge-answers.ts';
import type { Otherwise } from './term-run.ts';

const scope = { workers: 2, jobs: 4, keys: 1, groups: 1, faults: 0 };

/** A command, the answer, and the look after it. */
interface Taken {
  readonly command: LeaseQueueCommand;
  readonly answer: LeaseQueueAnswer;
  readonly shown: LeaseQueueShown;
}

/** A library that takes runs, one after the other. */
export interface RunTaker {
  take(commands: readonly LeaseQueueCommand[]): Promise<readonly Taken[]>;
  stop(): Promise<void>;
}

/** Starts a library for runs under these terms. */
export async function startTaker(kind: LeaseQueueSystemKind, terms: LeaseQueueTerms): Promise<RunTaker> {
  const started = await kind.start?.();
  if (started === undefined) throw new Error('a library is started once');
  return {
    async take(commands) {
      const system = await started.begin({ policies: {}, scope, terms });
      const taken: Taken[] = [];
      for (const command of commands)
        taken.push({ command, answer: await system.perform(command), shown: await system.view() });
      await system.close();
      return taken;
    },
    stop: () => started.stop(),
  };
}

/** The first promise that is broken under these terms; `null`: all are kept. */
export function judgeTaken(terms: LeaseQueueTerms, taken: readonly Taken[]): BrokenPromise | null {
  return judgeAnswers(leaseQueueContract({ scope, terms }), taken);
}

/** The promise that the run breaks where the terms or the library are otherwise. */
export async function judgeOtherwise(
  terms: LeaseQueueTerms,
  otherwise: Otherwise,
  taken: readonly Taken[],
): Promise<BrokenPromise | null> {
  if ('terms' in otherwise) return judgeTaken({ ...terms, ...otherwise.terms }, taken);
  const kind = 'bug' in otherwise ? await kindWithBug(otherwise.bug, terms) : kindWithTerms(otherwise.memory);
  const taker = await startTaker(kind, terms);
  return judgeTaken(terms, await taker.take(taken.map(({ command }) => command)));
}

function kindWithTerms(other: Partial<LeaseQueueTerms>): LeaseQueueSystemKind {
  return leaseQueueSystem({ name: 'memory', open: async (terms) => openMemoryLeaseQueue({ ...terms, ...other }) });
}

async function kindWithBug(name: string, terms: LeaseQueueTerms): Promise<LeaseQueueSystemKind> {
  const bug = leaseQueueBugs.find((one) => one.name === name);
  if (bug === undefined) throw new RangeError(`no bug is planted where ${name}`);
  const { systems } = await subjectWithBug({ patch: bug.patch, terms });
  return systems[0] as unknown as LeaseQueueSystemKind;
}
