import { chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/files/cache-folder.ts';

const root = mkdtempSync(join(realpathSync(tmpdir()), 'faultbook-test-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with these files, and a temporary folder beside it. */
function placeWith(name: string, ...files: readonly string[]): { project: string; temporary: string } {
  const [project, temporary] = [join(root, name, 'project'), join(root, name, 'temporary')];
  for (const folder of [join(project, 'deep/below'), temporary]) mkdirSync(folder, { recursive: true });
  for (const file of files) {
    if (file.endsWith('/')) mkdirSync(join(project, file));
    else writeFileSync(join(project, file), '{}');
  }
  return { project, temporary };
}

const ofUser = `cache-of-faultbook-${userInfo().uid}`;

describe('the folder of files that may be made again', () => {
  test('stands in the node_modules of the project around the folder', () => {
    const { project, temporary } = placeWith('usual', 'package.json', 'node_modules/');
    const folder = cacheFolder(join(project, 'deep/below'), temporary);
    expect(folder).toBe(join(project, 'node_modules/.cache/faultbook'));
    expect(existsSync(folder ?? '')).toBe(true);
  });

  test('is never made in a project without node_modules', () => {
    const { project, temporary } = placeWith('bare', 'package.json');
    expect(cacheFolder(project, temporary)).toBe(join(temporary, ofUser));
    expect(existsSync(join(project, 'node_modules'))).toBe(false);
  });

  test('is one of the user’s own where that of the project cannot be made', () => {
    const { project, temporary } = placeWith('closed', 'package.json', 'node_modules/', 'node_modules/.cache');
    expect(cacheFolder(project, temporary)).toBe(join(temporary, ofUser));
  });

  test('is none where that of the user cannot be made either', () => {
    const { project, temporary } = placeWith('none');
    writeFileSync(join(temporary, ofUser), '');
    expect(cacheFolder(project, temporary)).toBeNull();
  });

  test.skipIf(userInfo().uid !== 0)('is none where another user owns it', () => {
    const { project, temporary } = placeWith('foreign');
    mkdirSync(join(temporary, ofUser));
    chownSync(join(temporary, ofUser), 65_534, 65_534);
    expect(cacheFolder(project, temporary)).toBeNull();
  });
});
