import { briefJson } from './brief-json.ts';
import { formatCount } from './numbers.ts';
import type { StepToRender } from './race-lanes.ts';
import type { CommandEnd, RaceToRender, RaceWords } from './race.ts';
import { formatEnd } from './race.ts';
import { reportColumns, wrapped } from './wrapped.ts';

type AnyCommand = { readonly type: string };

/** Where an actor of a race is after some moves. */
interface ActorAt<C> {
  readonly actor: string;
  /** The command under way, or the next one; `null`: there is none left. */
  readonly command: C | null;
  readonly isUnderWay: boolean;
  /** The actors that hold the lock for which its statement waits. */
  readonly waitsFor: readonly string[];
  /** Its next move in the schedule; `null`: it makes none any more. */
  readonly next: string | null;
  /** What its earlier commands came to. */
  readonly ended: readonly { readonly command: C; readonly end: CommandEnd | undefined }[];
}

/** A race after some of its moves. */
export interface RaceAt<C> {
  readonly step: number;
  readonly of: number;
  /** The last move that was made; `null`: none. */
  readonly move: StepToRender | null;
  readonly actors: readonly ActorAt<C>[];
  /** What the system shows once the race is over; `null` before. */
  readonly view: unknown;
}

/** Where each actor of a race is after so many moves. */
export function raceAt<C extends AnyCommand>(
  { atOnce, moves, outcomes, view }: Pick<RaceToRender<C>, 'atOnce' | 'moves' | 'outcomes' | 'view'>,
  step: number,
): RaceAt<C> {
  const made = moves.slice(0, step);
  const later = moves.slice(step);
  const last = made.at(-1) ?? null;
  return {
    step,
    of: moves.length,
    move: last,
    actors: atOnce.map(({ actor, commands }): ActorAt<C> => {
      const settled = made.flatMap((one) => one.settled).filter((one) => one === actor).length;
      const ends = outcomes.filter((one) => one.actor === actor);
      const own = made.findLastIndex((one) => one.actor === actor);
      const ending = made.findLastIndex((one) => one.settled.includes(actor));
      const next = later.find((one) => one.actor === actor);
      return {
        actor,
        command: commands[settled] ?? null,
        // An actor may settle by the move of another one, which has woken it.
        isUnderWay: settled < commands.length && own > ending,
        waitsFor: last?.waits?.find((one) => one.actor === actor)?.for ?? [],
        next: next === undefined ? null : textOf(next),
        ended: commands.slice(0, settled).map((command, at) => ({ command, end: ends[at] })),
      };
    }),
    view: step === moves.length ? view : null,
  };
}

/** A race after some of its moves: the last move, and where each actor is. */
export function renderRaceAt<C extends AnyCommand>(
  { step, of, move, actors, view }: RaceAt<C>,
  words: RaceWords<C>,
): string[] {
  const width = Math.max(...actors.map(({ actor }) => actor.length));
  return [
    ...wrapped(
      move === null
        ? `before the first of ${formatCount(of, 'move')}`
        : `after move ${step} of ${of}, by ${move.actor}: ${textOf(move)}${answerOf(move)}`,
      reportColumns,
    ),
    ...actors.flatMap(({ actor, ...own }) =>
      linesOf(own, words).flatMap((line, at) =>
        wrapped(`${(at === 0 ? actor : '').padEnd(width)}  ${line}`, reportColumns, width + 2),
      ),
    ),
    ...(view === null ? [] : wrapped(`in the end: ${briefJson(view)}`, reportColumns)),
  ];
}

function linesOf<C>(
  { command, isUnderWay, waitsFor, next, ended }: Omit<ActorAt<C>, 'actor'>,
  words: RaceWords<C>,
): string[] {
  const earlier = ended.map((one) => `${words.format(one.command)} → ${formatEnd(one.end, words)}`);
  if (command === null) return earlier;
  const name = words.format(command);
  if (waitsFor.length > 0) return [...earlier, `${name}: waits for ${waitsFor.join(' and ')}`];
  const goesOn = next === null ? 'makes no move any more' : `next: ${next}`;
  return [...earlier, `${name}: ${isUnderWay ? 'under way' : 'not begun'}, ${goesOn}`];
}

function textOf({ kind, statement = '', command = '', cut }: StepToRender): string {
  const words = {
    call: command,
    commit: 'COMMIT',
    answer: `the answer to ${statement}`,
    notification: statement,
    statement,
  };
  return `${words[kind]}${cut === undefined ? '' : `, cut ${cut === 'waiting' ? 'while it waits' : cut}`}`;
}

function answerOf({ kind, answer, woken = [] }: StepToRender): string {
  const came = kind === 'call' ? '' : ` → ${answer ?? 'waits'}`;
  return woken.length === 0 ? came : `${came}, which wakes ${woken.join(' and ')}`;
}
