import type { Command, Outcome } from '../kernel/model.ts';

/** Tells kinds of steps apart: steps of a kind look alike, and show the same. */
export interface StepKinds {
  /** The class of a state: the types of the commands that it enables, with their faults. The same text for the same class. */
  classOf(enabled: Iterable<Command>): string;
}

/** A command with its fault and its outcome, by their types. */
export function stepOf(command: Command, outcome: Outcome): string {
  return `${command.type} ${command.fault ?? ''} ${outcome.type}`;
}

/** A step, with the class of the state in which it is taken. */
export function stepKindOf(stateClass: string, step: string): string {
  return `${step} in ${stateClass}`;
}

/** A name without the characters that stand between names in the text of a class. */
function escaped(name: string): string {
  return name.replaceAll(/[%+ ]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}

const bitsInWord = 30;

export function createStepKinds(): StepKinds {
  /** By type and fault. */
  const numbers = new Map<string, Map<string, number>>();
  const names: string[] = [];
  const texts = new Map<string, string>();

  function numberOf({ type, fault = '' }: Command): number {
    let ofType = numbers.get(type);
    if (ofType === undefined) numbers.set(type, (ofType = new Map()));
    let number = ofType.get(fault);
    if (number === undefined) {
      number = names.push(fault === '' ? escaped(type) : `${escaped(type)}+${escaped(fault)}`) - 1;
      ofType.set(fault, number);
    }
    return number;
  }

  return {
    classOf(enabled) {
      // A set of small numbers, as bits: this is asked at every step of every run.
      const words = [0];
      for (const command of enabled) {
        const number = numberOf(command);
        const word = Math.floor(number / bitsInWord);
        while (words.length <= word) words.push(0);
        words[word] = (words[word] ?? 0) | (1 << (number % bitsInWord));
      }
      while (words.length > 1 && words.at(-1) === 0) words.pop();
      const key = words.length === 1 ? String(words[0]) : words.join(':');
      let text = texts.get(key);
      if (text === undefined) {
        const held = names.filter(
          (_, number) => ((words[Math.floor(number / bitsInWord)] ?? 0) & (1 << (number % bitsInWord))) !== 0,
        );
        texts.set(key, (text = held.toSorted().join(' ')));
      }
      return text;
    },
  };
}
