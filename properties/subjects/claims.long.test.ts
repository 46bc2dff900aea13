import { expect, test } from 'vitest';
import type { AnySubject } from '../../src/kernel/subject.ts';
import { allPolicies } from '../../src/kernel/subject.ts';
import { falseClaimInRuns } from '../../src/linearize/audit-claims.ts';
import { booking } from '../../src/subjects/booking/subject.ts';
import { queue } from '../../src/subjects/queue/subject.ts';
import { falseClaimInGraph } from './claims.ts';

test.each<[name: string, scope: string, subject: AnySubject, states: number]>([
  ['queue', 'small', queue, 1_500],
  ['queue', 'storm', queue, 1_000],
  ['queue', 'intake', queue, 1_000],
  ['queue', 'medium', queue, 300],
  ['booking', 'small', booking, 1_500],
  ['queue', 'large', queue, 60],
  ['booking', 'medium', booking, 300],
  ['booking', 'large', booking, 60],
])('the claims of the %s about histories hold in its scope %s', (_, scope, subject, states) => {
  const model = subject.model(allPolicies(subject), subject.scopes[scope] ?? {});
  expect(falseClaimInGraph(model, states)).toBeNull();
  expect(falseClaimInRuns(model, model.commands, 2_000)).toBeNull();
});
