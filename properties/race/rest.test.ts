import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createContexts } from '../../src/real/wire/contexts.ts';
import { cameToRest } from '../../src/real/wire/rest.ts';

const resting = {
  hasCome: () => false,
  isBusy: () => false,
  isWorking: () => false,
  activity: () => 0,
  silenceMs: () => 0,
  longestWorkMs: 5,
  patienceMs: 60_000,
};

test('an actor whose files or timers have no end does not come to rest', async () => {
  expect(await cameToRest({ ...resting, isWorking: () => true })).toBe('restless');
});

test('an actor without a statement, and without work, waits for another one', async () => {
  expect(await cameToRest(resting)).toBe('parked');
});

test('an actor that has sent its statement has arrived once its files are read', async () => {
  let isRead = false;
  const rest = cameToRest({ ...resting, hasCome: () => true, isWorking: () => !isRead, longestWorkMs: 60_000 });
  const first = await Promise.race([rest, pause(5).then(() => 'works')]);
  expect(first).toBe('works');
  isRead = true;
  expect(await rest).toBe('arrived');
});

describe('work of an actor beside the database', () => {
  const contexts = createContexts();
  const stateOf = (actor: string): string => {
    const { work, timer } = contexts.isPending(actor);
    return [work ? 'work' : '', timer ? 'timer' : ''].join('');
  };

  test.each<[string, string, () => Promise<unknown>]>([
    ['a file', 'work', () => readFile(new URL(import.meta.url))],
    ['a turn of the event loop', 'work', () => new Promise<void>((resolve) => setImmediate(resolve))],
    ['a short timer', 'timer', () => pause(1)],
  ])('is %s', async (_name, state, work) => {
    contexts.watch();
    try {
      const done = contexts.run('a', work);
      expect(stateOf('a')).toBe(state);
      await done;
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(stateOf('a')).toBe('');
    } finally {
      contexts.unwatch();
    }
  });

  test('is no timer of another actor, no long timer, and no timer that is cleared', () => {
    contexts.watch();
    try {
      const timers = contexts.run('a', () => [setTimeout(() => undefined, 60_000)]);
      expect(stateOf('a')).toBe('');
      timers.push(contexts.run('b', () => setTimeout(() => undefined, 5)));
      expect([stateOf('a'), stateOf('b')]).toEqual(['', 'timer']);
      for (const timer of timers) clearTimeout(timer);
    } finally {
      contexts.unwatch();
    }
    expect(stateOf('b')).toBe('');
  });

  test('is nothing outside of a call of an actor', () => {
    contexts.watch();
    const timer = setTimeout(() => undefined, 5);
    expect(stateOf('a')).toBe('');
    clearTimeout(timer);
    contexts.unwatch();
    expect(contexts.current()).toBeNull();
    expect(contexts.run('a', contexts.current)).toBe('a');
  });
});
