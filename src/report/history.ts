import { styleText } from 'node:util';
import type { HistoryFailure, Operation } from '../kernel/operation.ts';
import { formatCount, formatNumber } from './numbers.ts';
import { formatOperation, operationBars } from './operation-bars.ts';
import { paragraph, wrapped } from './wrapped.ts';

/** The lines of a history are no wider than this many columns. */
const columns = 80;

interface CoreToRender {
  readonly operations: readonly number[];
  readonly until: number | null;
  readonly free: readonly number[];
  readonly freeOnce: readonly number[];
  readonly leftOut: { readonly names: readonly string[]; readonly operations: readonly number[] };
  readonly certificate: readonly { readonly operation: number; readonly order: readonly number[] }[];
  readonly givenUp: number;
}

interface FurthestToRender {
  readonly order: readonly number[];
  readonly of: number;
  readonly stuckAt: number | null;
}

/** The printed facts of a history. Operations are named by their indexes. */
export type HistoryToRender = {
  readonly file: string;
  readonly model: string;
  readonly steps: number;
  readonly parts: number;
  /** An invariant that is violated at the end of a history that is right. */
  readonly violated: { readonly id: string; readonly says: string } | null;
  /** How the system failed at the end of the history. */
  readonly failure?: HistoryFailure | undefined;
  readonly limits: { readonly maxSeconds: number; readonly maxMemory: number };
} & (
  | {
      readonly verdict: 'linearizable';
      readonly order: readonly number[];
      readonly overlapsNeeded: readonly { readonly operation: number; readonly because: string }[];
    }
  | ({ readonly verdict: 'illegal' } & IllegalToRender)
  | {
      readonly verdict: 'inconclusive';
      readonly stoppedBy: 'time' | 'memory' | 'steps' | 'interrupted';
      readonly furthest: FurthestToRender;
    }
);

/** The verdict on a history, and the core of an illegal one as a timeline. */
export function renderHistory(found: HistoryToRender, operations: readonly Operation[]): string[] {
  const parts = found.parts > 1 ? `, ${formatNumber(found.parts)} parts without a common key` : '';
  const head = `${found.file}: ${formatCount(operations.length, 'operation')}${parts}, model ${found.model}`;
  const { violated, failure } = found;
  return [
    ...wrapped(head, columns),
    ...linesOfVerdict(found, operations),
    ...(violated === null
      ? []
      : paragraph(`violated at its end, on both sides: ${violated.id}: ${violated.says}`, 'red')),
    ...(failure === undefined ? [] : renderFailure(failure, operations)),
  ];
}

/** How a system failed, with the operations that were under way beside the one that failed. */
export function renderFailure({ failed, details }: HistoryFailure, operations: readonly Operation[]): string[] {
  const operation = typeof failed === 'number' ? operations[failed] : undefined;
  if (operation === undefined)
    return paragraph(
      `the system failed: ${failed === 'fault' ? 'a fault that was to strike' : 'the view'}: ${details}`,
      'red',
    );
  const { calledAt, returnedAt } = operation;
  const end = returnedAt ?? Infinity;
  const beside = operations.flatMap((other, index) =>
    other.calledAt <= end && (other.returnedAt ?? Infinity) >= calledAt ? [index] : [],
  );
  return [
    ...paragraph(`the system failed at ${failed} (${formatOperation(operation)}): ${details}`, 'red'),
    '',
    ...operationBars(operations, { core: beside, free: [], until: null, columns }),
    '',
    ...wrapped('drawn: the operation that failed, and the operations that overlap with it', columns),
  ];
}

/** What is printed of an illegal history. */
export interface IllegalToRender {
  readonly core: CoreToRender | null;
  readonly furthest: FurthestToRender;
  /** The promise of a contract that the longest order breaks. */
  readonly broken?: { readonly id: string; readonly says: string; readonly why: string };
}

/** The core of an illegal history as a timeline. */
export function renderIllegal(found: IllegalToRender, operations: readonly Operation[]): string[] {
  const { core, furthest, broken } = found;
  if (broken === undefined) return [...illegal(core, operations), ...furthestLines(furthest, operations)];
  const all = operations.map((_, index) => index);
  return [
    styleText('red', 'illegal: no order of these operations keeps the contract'),
    '',
    ...operationBars(operations, { core: all, free: [], until: null, columns }),
    '',
    ...wrapped(`the longest order breaks ${broken.id}: ${broken.says} ${broken.why}`, columns),
    ...furthestLines(furthest, operations),
  ];
}

function linesOfVerdict(found: HistoryToRender, operations: readonly Operation[]): string[] {
  switch (found.verdict) {
    case 'linearizable':
      return linearizable(found, operations);
    case 'illegal':
      return renderIllegal(found, operations);
    case 'inconclusive':
      return [styleText('yellow', `inconclusive: ${stopped(found)}`), ...furthestLines(found.furthest, operations)];
    default:
      return [];
  }
}

function linearizable(
  { order, overlapsNeeded, steps }: Extract<HistoryToRender, { verdict: 'linearizable' }>,
  operations: readonly Operation[],
): string[] {
  const never = operations.length - order.length;
  const unused =
    never === 0
      ? ''
      : `; ${formatCount(never, 'operation')} without an outcome ${never === 1 ? 'needs' : 'need'} no effect`;
  const sentences = new Map<string, number>();
  for (const { because } of overlapsNeeded) sentences.set(because, (sentences.get(because) ?? 0) + 1);
  return [
    ...paragraph(`linearizable: the model allows an order${unused} (${formatCount(steps, 'step')})`, 'green'),
    ...[...sentences].flatMap(([because, count]) =>
      wrapped(`right only while another operation overlaps, ${formatCount(count, 'time')}: ${because}`, columns),
    ),
  ];
}

function stopped({ stoppedBy, steps, limits }: Extract<HistoryToRender, { verdict: 'inconclusive' }>): string {
  const after = `after ${formatCount(steps, 'step')}`;
  if (stoppedBy === 'time') return `the ${limits.maxSeconds} s of --max-seconds are used up ${after}`;
  if (stoppedBy === 'memory') return `the ${limits.maxMemory} MB of --max-memory, or of the heap, are used up ${after}`;
  return stoppedBy === 'steps' ? `the steps are used up ${after}` : `interrupted ${after}`;
}

function furthestLines({ order, of, stuckAt }: FurthestToRender, operations: readonly Operation[]): string[] {
  if (of === 0) return [];
  const stuck = stuckAt === null ? undefined : operations[stuckAt];
  const until =
    stuck === undefined ? '' : `; no order found goes beyond the return of ${stuckAt} (${formatOperation(stuck)})`;
  const common = of < operations.length ? `the ${formatNumber(of)} of this part` : formatCount(of, 'operation');
  return wrapped(`the longest order has ${formatNumber(order.length)} of ${common}${until}`, columns);
}

function illegal(core: CoreToRender | null, operations: readonly Operation[]): string[] {
  const verdict = styleText('red', 'illegal: the model allows no order of these operations');
  if (core === null) return [verdict];
  const free = [...core.free, ...core.freeOnce];
  if (core.operations.length + free.length === 0)
    return [
      verdict,
      ...wrapped('a part of the view that no operation touches is not as it was at the beginning', columns),
    ];
  const bars = operationBars(operations, { core: core.operations, free, until: core.until, columns });
  return [verdict, '', ...bars, '', ...others(core), ...proof(core)];
}

function others({ free, freeOnce, leftOut, until }: CoreToRender): string[] {
  const sentences = [
    ...(until === null ? [] : [`cut at ${until}: later operations are left out, those under way are pending`]),
    ...(leftOut.names.length === 0
      ? []
      : [`left out by name, ${formatCount(leftOut.operations.length, 'operation')}: ${leftOut.names.join(', ')}`]),
    ...(free.length === 0
      ? []
      : [`free, ${formatCount(free.length, 'operation')}: each may take effect any number of times, or not at all`]),
    ...(freeOnce.length === 0
      ? []
      : [`free, ${formatCount(freeOnce.length, 'operation')}: each may take effect at most once`]),
  ];
  return sentences.flatMap((sentence) => wrapped(sentence, columns));
}

/** Why the core is minimal: with each of its operations free as well there is an order. */
function proof({ operations, certificate, givenUp }: CoreToRender): string[] {
  const kept = new Set(operations);
  const orders = certificate.flatMap(({ operation, order }) => {
    const taken = order.filter((index) => kept.has(index) && index !== operation);
    return wrapped(`  once ${operation} is free: ${taken.length === 0 ? 'any order' : taken.join(', ')}`, columns, 4);
  });
  return givenUp > 0
    ? [`not minimised further: ${formatCount(givenUp, 'search')} of smaller cores reached a limit`, ...orders]
    : ['minimal: with any one of these operations free as well, there is an order', ...orders];
}
