import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import type { Model } from '../../src/kernel/model.ts';
import { UnsoundModel } from '../../src/kernel/unsound-model.ts';

interface Notes {
  notes: { text: string; read: boolean }[];
}

type Command = { readonly type: 'write' | 'read' };
type NotesModel = Model<Notes, Command, { type: 'done' }, Notes>;

/** Notes are written, at most three, and then read. */
const sound: NotesModel = {
  name: 'notes',
  initial: { notes: [] },
  commands: ({ notes }) => (notes.length < 3 ? [{ type: 'write' }, { type: 'read' }] : [{ type: 'read' }]),
  step(draft, { type }) {
    if (type === 'write') draft.notes.push({ text: 'x', read: false });
    else for (const note of draft.notes) note.read = true;
    return { type: 'done' };
  },
  view: (state) => state,
  invariants: [],
  recovery: () => [],
  settled: [],
};

describe('a model that is no function of its state is found and named', () => {
  const held: Notes['notes'] = [];
  const kept = { text: 'x', read: false };
  let calls = 0;
  let isEven = true;

  test.each<[string, Partial<NotesModel>, RegExp]>([
    [
      'a step that remembers',
      {
        step(draft, command) {
          isEven = !isEven;
          if (isEven) draft.notes.push({ text: 'even', read: false });
          return sound.step(draft, command);
        },
      },
      /the model of notes gives two answers to .*memory between two calls/,
    ],
    [
      'a step that does something else the first time only',
      {
        step(draft, command) {
          calls += 1;
          if (calls === 1) draft.notes.push({ text: 'first', read: false });
          return sound.step(draft, command);
        },
      },
      /gives two answers/,
    ],
    [
      'a step that puts one and the same record into every state, and changes it there',
      {
        step(draft, command) {
          if (command.type === 'write') draft.notes.push(kept);
          kept.read = !kept.read;
          return { type: 'done' };
        },
      },
      /gives two answers/,
    ],
    [
      'a step that holds on to a piece of the state before',
      {
        step(draft, command) {
          const done = sound.step(draft, command);
          for (const note of held) note.text += '!';
          held.splice(0, 1, ...draft.notes.slice(0, 1));
          return done;
        },
      },
      /later changes the result of \{"type":"(write|read)"\}|gives two answers/,
    ],
    [
      'a view that changes the state, and shows the same ever after',
      { view: (state) => (state.notes.splice(0), state) },
      /its view changes the state, which it should only read/,
    ],
    [
      'commands that change the state',
      { commands: (state) => (state.notes.splice(0), sound.commands(state)) },
      /its list of enabled commands changes the state/,
    ],
    [
      'a recovery that changes the state',
      { recovery: (state) => (state.notes.splice(0), []) },
      /its recovery changes the state/,
    ],
    [
      'commands that are drawn by lot',
      {
        commands: (state) => {
          isEven = !isEven;
          return isEven ? sound.commands(state) : [];
        },
      },
      /gives two answers for its enabled commands/,
    ],
    ['a step without an outcome', { step: (() => undefined) as never }, /gives no outcome for \{"type":"write"\}/],
  ])('%s', async (_, change, message) => {
    const model = { ...sound, ...change };
    const exploring = explore(model, { symmetry: false, maxStates: 1_000 });
    await expect(exploring).rejects.toThrow(UnsoundModel);
    await expect(exploring).rejects.toThrow(message);
  });

  test('and one that is, is not', async () => {
    expect(await explore(sound)).toMatchObject({ isComplete: true, distinctStates: 10 });
  });
});
