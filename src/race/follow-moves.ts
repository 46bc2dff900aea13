import type { RaceStep } from '../kernel/race.ts';
import { strikeInStep } from '../kernel/race.ts';
import type { StagedStrike, StageMove } from '../kernel/stage.ts';
import type { Planner } from './schedule.ts';

/** Follows the moves of a trace, also where the code around them has changed. */
export interface Follower extends Planner {
  /** Where the run first left the moves, in a line; `null`: nowhere. */
  parted(): string | null;
}

/**
 * Goes on by actor and statement: an actor that sends a statement which is not in the schedule sends it in addition, a
 * statement that an actor does not send any more is left out, and so is the move of an actor that cannot go on there.
 */
export function followMoves(moves: readonly RaceStep[]): Follower {
  let left = moves;
  let made = 0;
  let parted: string | null = null;
  /** The fault that strikes the actor of the next move. */
  let strike: StagedStrike | null = null;

  function part(line: string): void {
    parted ??= line;
  }

  /** Leaves out the moves of an actor before this one of its own. Returns whether there is such a move. */
  function skipTo(actor: string, isSame: (move: RaceStep) => boolean): boolean {
    const at = left.findIndex((move) => move.actor === actor && isSame(move));
    if (at < 0) return false;
    left = left.filter((move, index) => index >= at || move.actor !== actor);
    return true;
  }

  return {
    parted: () => parted,
    strike: () => strike,
    next(options, held) {
      for (;;) {
        const [planned] = left;
        strike = null;
        if (planned === undefined) return undefined;
        const { actor } = planned;
        const own = held.find((move) => move.actor === actor);
        if (own === undefined || isSameMove(planned, own)) strike = strikeInStep(planned);
        // Whether it waits is asked where the fault strikes.
        if (strike?.place === 'waiting' && !options.includes(actor)) return actor;
        if (strike?.place === 'waiting') {
          part(`${actor} does not wait at move ${made + 1}, and so no fault strikes it in its wait`);
          left = left.slice(1);
          continue;
        }
        if (own !== undefined && !isSameMove(planned, own)) {
          part(`${actor} sends ${wordsOfMove(own)} at move ${made + 1}, and not ${wordsOfMove(planned)}`);
          if (skipTo(actor, (move) => isSameMove(move, own))) continue;
        }
        if (options.includes(actor)) return actor;
        part(`${actor} does not go on at move ${made + 1}, and so does not send ${wordsOfMove(planned)}`);
        left = left.slice(1);
      }
    },
    made(step) {
      made += 1;
      const [planned] = left;
      const isPlanned = planned !== undefined && isSameMove(planned, step);
      if (!isPlanned && planned?.actor === step.actor)
        part(`${step.actor} sends ${wordsOfMove(step)} at move ${made}, and not ${wordsOfMove(planned)}`);
      const isKnown = skipTo(step.actor, (move) => isSameMove(move, step));
      if (isKnown)
        left = left.toSpliced(
          left.findIndex(({ actor }) => actor === step.actor),
          1,
        );
    },
  };
}

type Move = RaceStep | StageMove;

function isSameMove(a: Move, b: Move): boolean {
  return a.actor === b.actor && a.kind === b.kind && normalised(textOfMove(a)) === normalised(textOfMove(b));
}

function textOfMove(move: Move): string {
  return move.kind === 'call' ? move.command : move.statement;
}

/** A statement without the values in it: texts, numbers, and how long a list of them is. */
function normalised(statement: string): string {
  return statement
    .replaceAll(/'(?:[^']|'')*'|(?<![\w$])\d+(?:\.\d+)?|\$\d+/g, '?')
    .replaceAll(/\?(?:\s*,\s*\?)+/g, '?');
}

/** The most characters of a statement in a line. */
const mostCharacters = 60;

function wordsOfMove(move: Move): string {
  const text = textOfMove(move);
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
  if (move.kind === 'call') return `no statement for ${short}`;
  if (move.kind === 'answer') return `nothing, but gets the answer to ${short}`;
  return move.kind === 'commit' ? `the commit of ${short}` : short;
}
