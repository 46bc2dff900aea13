import type { Patch } from '../planted/planted-bug.ts';

/** A bug of the search or of the core, and the property that finds it. */
export interface LinearizeBug {
  readonly name: string;
  readonly foundBy: 'agreement' | 'cores';
  readonly patch: Patch;
}

function bug(
  name: string,
  foundBy: LinearizeBug['foundBy'],
  file: string,
  [replaces, by]: readonly [replaces: string, by: string],
): LinearizeBug {
  return { name, foundBy, patch: { file: `src/linearize/${file}.ts`, replaces, by } };
}

export const linearizeBugs: readonly LinearizeBug[] = [
  bug('places are compared by their hash alone', 'agreement', 'places', [
    'stored === 0 || isSame(stored - 1, taken, withPending)',
    'true',
  ]),
  bug('the state is no part of a place', 'agreement', 'places', [
    '(withPending ? 4 : 3); at += 1)',
    '(withPending ? 4 : 3); at += 4)',
  ]),
  bug('real time does not count', 'agreement', 'problem', ['?? 0) > returnedAt) break;', '?? 0) > Infinity) break;']),
  bug('an operation without an outcome never acts', 'agreement', 'problem', [
    'while (count < operations.length &&',
    'while (count < 0 &&',
  ]),
  bug('any operation is taken at once', 'agreement', 'search', [
    'changesNothing[move.kind] === true',
    'move.kind >= 0',
  ]),
  bug('an operation waits for a twin that is not called yet', 'agreement', 'search', [
    'indexIn(open, start, end, twin) >= 0 && !isTaken(twin)',
    '!isTaken(twin)',
  ]),
  bug('an operation without an outcome waits for a twin that is taken', 'agreement', 'search', [
    'marked[twin] !== from && isReady(pending[twin]?.before ?? -1)',
    'twin >= 0',
  ]),
  bug('more pending operations taken cover fewer', 'agreement', 'places', [
    'sets.isSubset(entries[number * width + 3] ?? 0, pending)',
    'sets.isSubset(pending, entries[number * width + 3] ?? 0)',
  ]),
  bug('every set of pending operations covers every other', 'agreement', 'sets', [
    'if (top < wanted) return false;',
    'if (top < wanted) return true;',
  ]),
  bug('the orders of parts are put together by call alone', 'agreement', 'merge', [
    'at = Math.max(at, calledAt)',
    'at = calledAt',
  ]),
  bug('an operation of the clock can be left out', 'agreement', 'search', [
    '(!problem.isCut && next.clock < clock.length)',
    'next.clock < 0',
  ]),
  bug('an actor’s next call in the instant of its return may be first', 'agreement', 'search', [
    'isTaken(position) || !isReady(before[position] ?? -1)',
    'isTaken(position)',
  ]),
  bug('an operation that is called in the instant of the cut is left out', 'cores', 'cut', [
    '?? 0) <= until)',
    '?? 0) < until)',
  ]),
  bug('an operation under way at the cut keeps its outcome', 'cores', 'cut', ["? 'pending'", "? 'whole'"]),
  bug('operations without a name are left out', 'cores', 'core', [
    '?.some((name) => dropped',
    '?.every((name) => dropped',
  ]),
  bug('a free operation has its own outcome', 'cores', 'problem', [
    'free: freed.map(({ index, prepared }) => ({ index, kind: openKindOf(prepared) }))',
    'free: freed.map(({ index, prepared }) => ({ index, kind: kindOf(prepared) }))',
  ]),
  bug('a free operation acts before its call', 'cores', 'problem', [
    'freeCalled: calledBy(freed, returns)',
    'freeCalled: calledBy(freed, returns).fill(freed.length)',
  ]),
  bug('a free operation acts once at most', 'cores', 'search', [
    '    exhaustedNext += 1;',
    '    exhaustedNext = Infinity;',
  ]),
  bug('a search that is given up counts as illegal', 'cores', 'core', [
    "if (answer !== 'illegal') return answer;",
    "if (answer === 'legal') return answer;",
  ]),
  bug('an ending beside another operation counts where none overlaps', 'agreement', 'prepared', [
    'const isOverlapped = overlapped[index] ?? false;',
    'const isOverlapped = specification.hasOverlappingEndings;',
  ]),
  bug('an ending beside another operation never counts', 'agreement', 'decide-parts', [
    'hasOverlappingEndings && !mayOverlap',
    'false',
  ]),
  bug('operations with a common key are in two parts', 'agreement', 'parts', [
    'for (const key of keys) parents',
    'for (const key of keys.slice(1)) parents',
  ]),
  bug('the history is not cut', 'cores', 'cut', ['let high = instants.length;\n  //', 'let high = low;\n  //']),
];
