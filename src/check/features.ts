import type { Command, Outcome } from '../kernel/model.ts';

/** How many steps of a name, at most, make a feature. */
const longestHistory = 4;

/** A feature of a run: a number that is the same for the same history of a name. Features are numbered from 1 on. */
export type Feature = number;

export interface FeatureReader {
  /** The features of a run by its commands and outcomes, each once. */
  read(steps: Iterable<{ readonly command: Command; readonly outcome: Outcome }>): readonly Feature[];
}

/**
 * Reads what happens to each name of a run: every sequence of up to four steps (command, fault, the field that has the name,
 * and outcome) that come one after the other for a name, whichever name it is. Runs with the same features differ in names
 * and in the order of what is independent. A reader numbers kinds of steps, and sequences of them, as they come, so features
 * are comparable within a reader.
 */
export function createFeatureReader(): FeatureReader {
  const kinds = new Map<string, Kind>();
  const sequences = createSequences();
  let numbers = 0;
  /** By feature: the last run that had it. */
  const lastRun: number[] = [];
  let runs = 0;

  function kindOf(command: Command, outcome: Outcome): Kind {
    const text = `${command.type} ${command.fault ?? ''} ${outcome.type}`;
    let kind = kinds.get(text);
    if (kind === undefined)
      kinds.set(text, (kind = { number: (numbers += 1), inCommand: new Map(), inOutcome: new Map() }));
    return kind;
  }

  function numberIn(fields: Map<string, number>, field: string): number {
    let number = fields.get(field);
    if (number === undefined) fields.set(field, (number = numbers += 1));
    return number;
  }

  return {
    read(steps) {
      const features: Feature[] = [];
      runs += 1;
      const histories = new Map<string, number[]>();
      for (const { command, outcome } of steps) {
        const kind = kindOf(command, outcome);
        add('', kind.number);
        addNames(command, kind.inCommand);
        addNames(outcome, kind.inOutcome);
      }
      return features;

      /** A field with a text has a name, but for the type and the fault. */
      function addNames(record: object, fields: Map<string, number>): void {
        for (const [field, name] of Object.entries(record))
          if (typeof name === 'string' && field !== 'type' && field !== 'fault') add(name, numberIn(fields, field));
      }

      function add(name: string, number: number): void {
        let history = histories.get(name);
        if (history === undefined) histories.set(name, (history = []));
        history.push(number);
        const first = Math.max(0, history.length - longestHistory);
        let feature = emptySequence;
        for (let at = history.length - 1; at >= first; at -= 1) {
          feature = sequences.append(feature, history[at] ?? 0);
          if (lastRun[feature] === runs) continue;
          lastRun[feature] = runs;
          features.push(feature);
        }
      }
    },
  };
}

/** A kind of step: its number, and those of its steps for a name, by the field that has the name. */
interface Kind {
  readonly number: number;
  readonly inCommand: Map<string, number>;
  readonly inOutcome: Map<string, number>;
}

const emptySequence = 0;

/** Numbers sequences: the same number for the same sequence. */
function createSequences(): { append(sequence: number, next: number): number } {
  const longer: Map<number, number>[] = [];
  let size = emptySequence;
  return {
    append(sequence, next) {
      const known = (longer[sequence] ??= new Map());
      let number = known.get(next);
      if (number === undefined) known.set(next, (number = size += 1));
      return number;
    },
  };
}
