import type { AnySubject } from '../kernel/subject.ts';
import { everySystemOf } from '../kernel/subject.ts';
import { sizeFlag } from './command-line.ts';
import { formatScope } from './set-up.ts';
import { table } from './table.ts';

/** The policies, the systems and the names of the scopes of a subject. */
export function renderSubject(subject: AnySubject): string[] {
  return table([`${subject.name}:`, ''], [...namesOf(subject), ['  scopes', Object.keys(subject.scopes).join(', ')]]);
}

/** The same with the sizes of each scope, and the flags that replace them. */
export function renderSizes(subject: AnySubject): string[] {
  const scopes = Object.entries(subject.scopes).map(([name, scope]) => [
    `  scope ${name}${name === subject.defaultScope ? ' (usual)' : ''}`,
    formatScope(scope) || 'no sizes',
  ]);
  const sizes = sizesOf(subject).map((size) => `--${sizeFlag(size)}`);
  return table(
    [`${subject.name}:`, ''],
    [
      ...namesOf(subject),
      ...scopes,
      ...(sizes.length === 0 ? [] : [['  sizes', `${sizes.join(', ')}, each with a number in place of the scope’s`]]),
    ],
  );
}

function namesOf(subject: AnySubject): string[][] {
  return [
    ['  policies', Object.keys(subject.policies).join(', ') || 'none'],
    [
      '  systems',
      everySystemOf(subject)
        .map(({ name }) => name)
        .join(', '),
    ],
  ];
}

/** The sizes of the scopes of a subject. */
function sizesOf({ scopes }: Pick<AnySubject, 'scopes'>): string[] {
  return [...new Set(Object.values(scopes).flatMap((scope) => Object.keys(scope)))];
}
