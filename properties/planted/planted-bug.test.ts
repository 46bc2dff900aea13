import { expect, test } from 'vitest';
import { applyPatch, lineOf } from './planted-bug.ts';

const source = 'one();\ntwo();\ntwo();\n';

test('a patch replaces the only place that has its text', () => {
  const patch = { file: 'a.ts', replaces: 'one();', by: 'none();' };
  expect(applyPatch(source, patch)).toBe('none();\ntwo();\ntwo();\n');
  expect(lineOf(source, patch)).toBe(1);
});

test('a patch with a position replaces the text there', () => {
  const patch = { file: 'a.ts', replaces: '\ntwo();', by: '', at: 13 };
  expect(applyPatch(source, patch)).toBe('one();\ntwo();\n');
  expect(lineOf(source, patch)).toBe(3);
});

test.each([
  ['is missing', { replaces: 'three();' }],
  ['stands there twice', { replaces: 'two();' }],
  ['does not stand at its position', { replaces: 'two();', at: 6 }],
])('a patch whose text %s is refused', (_, patch) => {
  expect(() => applyPatch(source, { file: 'a.ts', by: '', ...patch })).toThrow(
    `a.ts does not have this text exactly once: ${patch.replaces}`,
  );
});
