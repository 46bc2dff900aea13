import { styleText } from 'node:util';
import { reportColumns, wrapped } from './wrapped.ts';

/** A step of a race, as a report shows it. */
export interface StepToRender {
  readonly actor: string;
  readonly kind: 'statement' | 'commit' | 'answer' | 'notification' | 'call';
  readonly statement?: string;
  readonly command?: string;
  readonly answer?: string | null;
  readonly cut?: 'before' | 'after' | 'waiting';
  readonly isKilled?: true;
  readonly woken?: readonly string[];
  readonly waits?: readonly { readonly actor: string; readonly for: readonly string[] }[];
  /** The actors whose calls have settled in consequence. */
  readonly settled: readonly string[];
}

/** The texts of the commands of an actor: each command, and what it came to. */
interface LaneTexts {
  readonly actor: string;
  readonly commands: readonly { readonly called: string; readonly ended: string }[];
}

/** What the bar of a lane shows: the command is under way, another actor goes on although this one could, or it waits for a lock. */
const bars = { under: '│', interrupted: '┊', waits: '▒' } as const;

/** The width of the number of a step, with its gap. */
const gutter = 4;
const gap = 2;

/** A statement takes so many lines, at most; from a longer one the middle is left out. */
const mostLines = 3;

/**
 * A race as a timeline: a lane for each actor, and in it its commands with their statements and answers, step by step. An
 * arrow leads from a session that waits to the session that holds the lock, and from that session to one that it wakes.
 */
export function raceLanes(lanes: readonly LaneTexts[], steps: readonly StepToRender[]): string[] {
  const width = Math.floor((reportColumns - gutter - gap * (lanes.length - 1)) / Math.max(1, lanes.length));
  const columns = lanes.map((_, at) => gutter + at * (width + gap));
  const shown: (keyof typeof bars | null)[] = lanes.map(() => null);
  const taken = lanes.map(() => 0);
  const lines: string[] = [];
  const hasAnswers = steps.some(({ kind }) => kind === 'answer');

  const laneOf = (actor: string): number => lanes.findIndex((one) => one.actor === actor);

  /** A line with the bars of all lanes, and this text in a lane, after a bar of its own. */
  function draw(lane: number, text: string, { bar, label = '' }: { bar?: string; label?: string } = {}): void {
    const cells = columns.map((_, at) => {
      const usual = shown[at];
      return at === lane
        ? `${bar ?? bars[usual ?? 'under']} ${text}`
        : usual === null || usual === undefined
          ? ''
          : bars[usual];
    });
    lines.push(styled(label.padEnd(gutter) + cells.map((cell) => cell.padEnd(width)).join(' '.repeat(gap)), lane));
  }

  /** A line with an arrow from the bar of a lane to the bar of another one, and a text beside the first. */
  function drawArrow(from: number, to: number, text: string): void {
    const cells = Array.from({ length: reportColumns }, () => ' ');
    const put = (at: number, part: string): void => void cells.splice(at, part.length, ...Array.from(part));
    for (const [at, column] of columns.entries()) {
      const bar = shown[at];
      if (bar !== null && bar !== undefined) put(column, bars[bar]);
    }
    const [start = 0, end = 0] = [columns[from], columns[to]];
    put(start + 2, text);
    const [first, last] = to < from ? [end + 1, start - 1] : [start + 3 + text.length, end - 1];
    const arrow = '─'.repeat(Math.max(0, last - first));
    const crossed = columns.filter((column) => column > first && column < last && cells[column] !== ' ');
    put(first, to < from ? `◄${arrow}` : `${arrow}►`);
    for (const column of crossed) put(column, '┼');
    lines.push(styled(cells.join(''), from));
  }

  const styled = (line: string, lane: number): string => {
    const text = line.trimEnd();
    return shown[lane] === 'waits' ? styleText('yellow', text) : text;
  };

  lines.push(`${' '.repeat(gutter)}${lanes.map(({ actor }) => actor.padEnd(width)).join(' '.repeat(gap))}`.trimEnd());
  for (const [at, step] of steps.entries()) {
    const lane = laneOf(step.actor);
    const before = steps[at - 1]?.actor;
    const interrupted = before === undefined || before === step.actor ? -1 : laneOf(before);
    if (interrupted >= 0 && shown[interrupted] === 'under') {
      shown[interrupted] = 'interrupted';
      draw(interrupted, 'interrupted');
    }
    if (shown[lane] === null) {
      shown[lane] = 'under';
      for (const [row, text] of cut(lanes[lane]?.commands[taken[lane] ?? 0]?.called ?? '', width - 2).entries())
        draw(lane, text, { bar: row === 0 ? '┌' : bars.under });
    }
    shown[lane] = 'under';
    for (const [row, text] of cut(wordsOfStep(step, hasAnswers), width - 2).entries())
      draw(lane, text, row === 0 ? { label: String(at + 1).padStart(gutter - 2) } : {});
    const holders = step.waits?.find(({ actor }) => actor === step.actor)?.for ?? [];
    if (step.answer === null) {
      shown[lane] = 'waits';
      const holder = laneOf(holders[0] ?? '');
      const text = `waits for ${holders.length === 0 ? 'a lock' : holders.join(', ')}`;
      if (holder < 0) draw(lane, text);
      else drawArrow(lane, holder, text);
    }
    if (step.cut !== undefined)
      draw(lane, `✗ ${step.isKilled === true ? 'killed' : 'connection cut'} ${placeTexts[step.cut]}`);
    for (const actor of step.woken ?? []) {
      drawArrow(lane, laneOf(actor), `wakes ${actor}`);
      shown[laneOf(actor)] = 'under';
    }
    for (const actor of step.settled) {
      const own = laneOf(actor);
      const rows = cut(lanes[own]?.commands[taken[own] ?? 0]?.ended ?? '', width - 2);
      for (const [row, text] of rows.entries()) draw(own, text, { bar: row === rows.length - 1 ? '└' : bars.under });
      shown[own] = null;
      taken[own] = (taken[own] ?? 0) + 1;
    }
  }
  return lines;
}

/** When a fault struck, in a few words. */
const placeTexts = { before: 'before that', after: 'after that', waiting: 'in the wait' } as const;

/** The statement of a step, and its answer. */
function wordsOfStep({ kind, statement = '', answer, cut: place }: StepToRender, hasAnswers: boolean): string {
  if (place !== undefined && place !== 'after') return kind === 'commit' ? 'COMMIT' : statement;
  if (kind === 'call') return hasAnswers ? '(begins)' : '(no statement)';
  if (kind === 'answer') return `gets the answer ${answer ?? ''}`;
  return `${kind === 'commit' ? 'COMMIT' : statement}${typeof answer === 'string' ? ` → ${answer}` : ''}`;
}

/**
 * A text in a few lines of this width. Of a longer statement, conditions and lists in brackets are left out, and then its
 * middle: it begins with its table, and ends with its lock.
 */
function cut(whole: string, width: number): string[] {
  if (wrapped(whole, width, 0).length <= mostLines) return wrapped(whole, width, 0);
  const text = withoutBrackets(whole);
  const lines = wrapped(text, width, 0);
  if (lines.length <= mostLines) return lines;
  const words = text.split(' ');
  for (let left = words.length - 1; left > 2; left -= 1) {
    const tail = Math.ceil(left / 2);
    const shorter = wrapped([...words.slice(0, left - tail), '…', ...words.slice(-tail)].join(' '), width, 0);
    if (shorter.length <= mostLines) return shorter;
  }
  return [...lines.slice(0, mostLines - 1), `${lines[mostLines - 1]?.slice(0, width - 1)}…`];
}

/** A statement without what stands in brackets, innermost first; what stands in those of `WITH … AS` is a statement. */
function withoutBrackets(statement: string): string {
  const shorter = statement.replaceAll(/(?<!\bAS )\((?:[^()]|\(…\)){12,}\)/gi, '(…)');
  return shorter === statement ? statement : withoutBrackets(shorter);
}
