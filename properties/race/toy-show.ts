import { defineModel } from '../../src/kernel/define-model.ts';
import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import type { ToyStage } from './toy-stage.ts';
import { openToyStage } from './toy-stage.ts';

type ShowCommand =
  | { readonly type: 'open' }
  | { readonly type: 'look' }
  | { readonly type: 'book'; readonly guest: string };
type ShowState = { isOpen: boolean; looks: number; guests: string[] };

const initial: ShowState = { isOpen: false, looks: 0, guests: [] };

/** A show with one seat, which has to be opened. Looking at it changes a counter alone. */
const model = defineModel({
  initial,
  commands: ({ isOpen, looks, guests }): ShowCommand[] => [
    ...(isOpen ? [] : [{ type: 'open' as const }]),
    ...(looks < 2 ? [{ type: 'look' as const }] : []),
    ...(isOpen ? ['ann', 'bob', 'cyd'] : [])
      .filter((guest) => !guests.includes(guest))
      .map((guest) => ({ type: 'book' as const, guest })),
  ],
  step(draft, command) {
    if (command.type === 'open') draft.isOpen = true;
    else if (command.type === 'look') draft.looks += 1;
    else if (!draft.isOpen) return { type: 'closed' };
    else if (draft.guests.length > 0) return { type: 'full' };
    else draft.guests.push(command.guest);
    return { type: command.type === 'book' ? 'booked' : 'done' };
  },
  actor: (command) => ('guest' in command ? command.guest : command.type === 'open' ? 'owner' : 'clerk'),
  invariants: { oneSeat: ({ guests }) => guests.length <= 1 },
});

interface Program {
  /** The seats are counted under a lock. */
  readonly locks: boolean;
  /** A statement more than the first version of the program has. */
  readonly asksForTime?: boolean;
  /** Ann looks at the seats again where she is not the first. */
  readonly checksTwice?: boolean;
  /** A seat is sold before the show is open. */
  readonly sellsEarly?: boolean;
}

function openShow(stage: ToyStage, { locks, asksForTime = false, checksTwice = false, sellsEarly = false }: Program) {
  const state: ShowState = { isOpen: false, looks: 0, guests: [] };
  return {
    async perform(command: ShowCommand) {
      if (command.type !== 'book') {
        if (command.type === 'open') state.isOpen = true;
        else state.looks += 1;
        return { type: 'done' };
      }
      if (!state.isOpen && !sellsEarly) return { type: 'closed' };
      let taken = 0;
      if (asksForTime) await stage.send({ text: 'SELECT now()' });
      await stage.send({
        text: locks ? 'SELECT count(*) FROM seats FOR UPDATE' : 'SELECT count(*) FROM seats',
        locks,
        effect: () => void (taken = state.guests.length),
      });
      if (taken === 0)
        await stage.send({
          text: "INSERT INTO seats VALUES ('x')",
          effect: () => void state.guests.push(command.guest),
        });
      if (checksTwice && command.guest === 'ann' && state.guests.length > 1) await stage.send({ text: 'SELECT seats' });
      await stage.send({ text: 'COMMIT', ends: true });
      return { type: taken === 0 ? 'booked' : 'full' };
    },
    view: async () => ({ ...state, guests: [...state.guests] }),
    close: async () => undefined,
  };
}

/** A system behind a stage of its own; the last one that was opened counts. */
function systemOf(name: string, programFor: (policies: Readonly<Record<string, boolean>>) => Program) {
  let stage: ToyStage = openToyStage();
  return {
    name,
    concurrent: { unordered: ['guests'] },
    stage: async () => (stage = openToyStage()),
    open: async ({ policies }: { readonly policies: Readonly<Record<string, boolean>> }) =>
      openShow(stage, programFor(policies)),
  };
}

/** A show that is booked by programs in this process, without a database: `app` sells a seat twice. */
export const toyShow: AnySubject = defineSubject({
  name: 'toy-show',
  model,
  systems: [
    systemOf('app', () => ({ locks: false })),
    systemOf('later', () => ({ locks: false, asksForTime: true })),
    systemOf('checksTwice', () => ({ locks: false, checksTwice: true })),
    systemOf('early', () => ({ locks: true, sellsEarly: true })),
    systemOf('mended', () => ({ locks: true })),
  ],
});

/** The same, whose only program counts the seats under a lock by a policy. */
export const lockedShow: AnySubject = defineSubject({
  name: 'locked-show',
  model: () => model,
  policies: { lock: { does: 'locks the seats before they are counted', protects: [] } },
  systems: [systemOf('app', ({ lock = true }) => ({ locks: lock }))],
});
