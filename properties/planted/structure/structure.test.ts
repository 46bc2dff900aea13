import { expect, test } from 'vitest';
import { allPolicies } from '../../../src/kernel/subject.ts';
import { subjectOf, subjects } from '../../../src/subjects/index.ts';
import { scopeOf } from '../../subjects/worlds.ts';
import { withAlteredModel } from '../altered-model.ts';
import { structureBugs } from './bugs.ts';
import { violatedIn } from './violated-in.ts';

test('the structure of the models holds five invariants', () => {
  expect(structureBugs.map(({ breaks }) => breaks)).toEqual(['INV_005', 'INV_006', 'INV_108', 'INV_109', 'INV_205']);
});

test('each of them, and no other invariant, has a planted bug that violates it', () => {
  const claimed = subjects.flatMap((subject) => {
    const { invariants, settled } = subject.model(allPolicies(subject), scopeOf(subject, 'small'));
    return [...invariants, ...settled].flatMap(({ id, violatedWhere }) =>
      violatedWhere === undefined ? [] : [{ subject: subject.name, breaks: id, name: violatedWhere }],
    );
  });
  expect(structureBugs.map(({ subject, breaks, name }) => ({ subject, breaks, name }))).toEqual(claimed);
});

test.each(structureBugs)('$breaks alone is violated where $name', async (bug) => {
  const subject = subjectOf(bug.subject);
  await withAlteredModel(subject, [bug.patch], async (altered) => {
    expect(await violatedIn(altered, subject, bug)).toEqual([bug.breaks]);
  });
});
