import { expect, test } from 'vitest';
import { show } from '../../examples/race-your-own/subject.ts';
import { scopeForActors } from '../../src/cli/scope-for-actors.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';

const sized = (subject: AnySubject): unknown =>
  scopeForActors(subject, allPolicies(subject), subject.scopes['small'] ?? {}, 3);

test('a number of actors sets the size of the scope that is one', () => {
  expect(sized(queue as unknown as AnySubject)).toEqual({ ...queue.scopes['small'], workers: 3 });
  expect(sized(booking as unknown as AnySubject)).toEqual({ ...booking.scopes['small'], clients: 3 });
});

test('a number of actors is refused in one line where no size of the scope is one', () => {
  expect(() => sized(show as unknown as AnySubject)).toThrow(
    'no size of the scope of show is a number of actors, so that --actors means nothing: it has no sizes',
  );
});
