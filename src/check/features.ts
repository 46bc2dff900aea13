import type { Command, Outcome } from '../kernel/model.ts';

/** How many steps of a name, at most, make a feature. */
const longestHistory = 4;

/** More kinds of steps than this share their numbers. */
const mostKinds = 4_096;

/** A feature of a run: a number that is the same for the same history of a name. */
export type Feature = number;

export interface FeatureReader {
  /** The features of a run by its commands and outcomes. */
  read(steps: Iterable<{ readonly command: Command; readonly outcome: Outcome }>): ReadonlySet<Feature>;
}

/**
 * Reads what happens to each name of a run: every sequence of up to four steps (command, fault, the field that has the name,
 * and outcome) that come one after the other for a name, whichever name it is. Runs with the same features differ in names
 * and in the order of what is independent. A reader numbers the kinds of steps as they come, so features are comparable
 * within a reader.
 */
export function createFeatureReader(): FeatureReader {
  const numbers = new Map<string, number>();

  function numberOf(kind: string): number {
    let number = numbers.get(kind);
    if (number === undefined) numbers.set(kind, (number = (numbers.size % (mostKinds - 1)) + 1));
    return number;
  }

  return {
    read(steps) {
      const features = new Set<Feature>();
      const histories = new Map<string, number[]>();
      for (const { command, outcome } of steps) {
        const kind = `${command.type} ${command.fault ?? ''} ${outcome.type}`;
        add('', numberOf(kind));
        for (const [field, name] of namesIn(command)) add(name, numberOf(`${field} ${kind}`));
        for (const [field, name] of namesIn(outcome)) add(name, numberOf(`:${field} ${kind}`));
      }
      return features;

      function add(name: string, number: number): void {
        let history = histories.get(name);
        if (history === undefined) histories.set(name, (history = []));
        history.push(number);
        if (history.length > longestHistory) history.shift();
        let feature = 0;
        for (const one of history.toReversed()) features.add((feature = feature * mostKinds + one));
      }
    },
  };
}

/** The fields with texts, which are names, but for the type and the fault. */
function namesIn(record: object): [string, string][] {
  return Object.entries(record).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== 'type' && entry[0] !== 'fault',
  );
}
