import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countPlaceholders, proseOfMarkdown, proseOfSource, shareOf } from './language.ts';

const root = join(import.meta.dirname, '..');

function pathsOf(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root }).map((path) => path.replaceAll(sep, '/'));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Placeholder words in 100 words of prose, at most. */
const most = { document: 3, folder: 4 };

/** Documents and folders that are still to be rewritten, with the share that they must not exceed until then. */
const unwritten: Readonly<Record<string, number>> = {
  'failure_modes/FM_001_duplicate_retry/spec.md': 5.5,
  'failure_modes/FM_002_torn_write/spec.md': 5.5,
  'failure_modes/FM_003_retry_storm/spec.md': 4.4,
  'failure_modes/FM_004_zombie_worker/spec.md': 5.5,
  'failure_modes/FM_005_committed_never_done/spec.md': 5.9,
  'failure_modes/FM_006_orphaned_job/spec.md': 5.6,
  'failure_modes/FM_007_duplicate_submit/spec.md': 8.5,
  'failure_modes/FM_008_poison_job/spec.md': 7.6,
  'failure_modes/FM_009_renewal_race/spec.md': 5.9,
  'failure_modes/FM_010_clock_skew/spec.md': 4.8,
  'failure_modes/FM_011_lost_acknowledged_job/spec.md': 5.9,
  'failure_modes/FM_101_stale_read_overbooks/spec.md': 5.6,
  'failure_modes/FM_102_lost_update/spec.md': 5.5,
  'failure_modes/FM_103_hidden_retry/spec.md': 7.3,
  'failure_modes/FM_104_ambiguous_failure_booked_twice/spec.md': 7.0,
  'failure_modes/FM_105_cancelled_twice_freed_twice/spec.md': 5.6,
  'failure_modes/FM_106_write_skew/spec.md': 6.5,
  'failure_modes/FM_107_phantom/spec.md': 7.3,
  'failure_modes/FM_108_hold_that_never_expires/spec.md': 5.1,
  'failure_modes/FM_201_network_time_out/spec.md': 3.6,
  'failure_modes/FM_202_packet_loss/spec.md': 5.3,
  'failure_modes/FM_203_server_unavailable/spec.md': 6.1,
  'failure_modes/FM_204_state_mismatch/spec.md': 6.2,
  'failure_modes/FM_205_split_brain/spec.md': 5.8,
  'failure_modes/FM_206_item_duplication/spec.md': 7.0,
  'failure_modes/FM_207_stuck_transfer/spec.md': 5.0,
  'failure_modes/FM_208_overload/spec.md': 4.9,
  'failure_modes/FM_209_tried_in_vain/spec.md': 4.2,
  'failure_modes/FM_210_authority_taken_too_early/spec.md': 6.0,
  'failure_modes/FM_211_minority_gives_out_a_token/spec.md': 4.7,
  'failure_modes/FM_212_answer_lost/spec.md': 7.4,
  'src/check': 7.3,
  'src/cli': 6.0,
  'src/corpus': 7.5,
  'src/explore': 6.5,
  'src/kernel': 7.5,
  'src/minimise': 6.9,
  'src/overnight': 8.4,
  'src/real': 7.2,
  'src/report': 7.1,
  'src/simulate': 6.6,
  'src/subjects': 5.9,
};

function shareOfAll(texts: readonly string[]): number {
  return shareOf(countPlaceholders(texts.join('\n')));
}

describe('placeholder words', () => {
  test('are counted in every spelling, and only as whole words', () => {
    const count = countPlaceholders(
      'Whoever asks is told nothing; no one says what it is. Whatsoever, items, someones.',
    );
    expect(count).toEqual({ words: 14, placeholders: 5 });
    expect(shareOf({ words: 0, placeholders: 0 })).toBe(0);
  });

  test('of a document are those outside of code, tables, quotes, comments and links', () => {
    const text = [
      'What `it` is: [one thing](what/one.md).',
      '```',
      'nobody',
      '```',
      '| whoever |',
      '> something',
      '<!-- such',
      'those --> Plain.',
    ].join('\n');
    expect(countPlaceholders(proseOfMarkdown(text))).toEqual({ words: 5, placeholders: 3 });
  });

  test('of a source file are those of its comments and of its messages', () => {
    const source = [
      '/** Nobody knows `nothing`. */',
      "const what = { it: 'one', such: 'nothing was found here' };",
      'const text = `it is ${what} that counts`; // whoever reads it',
    ].join('\n');
    expect(proseOfSource('a.ts', source).map((text) => countPlaceholders(text).placeholders)).toEqual([1, 2, 1, 1]);
  });

  test.each(pathsOf('*.md', '{docs,bench,examples,postmortems,failure_modes}/**/*.md'))(
    'are at most 3 in 100 words of %s',
    (path) => {
      expect(shareOfAll([proseOfMarkdown(read(path))])).toBeLessThanOrEqual(unwritten[path] ?? most.document);
    },
  );

  test.each(pathsOf('src/*'))('are at most 4 in 100 words of the comments and messages of %s', (folder) => {
    const files = pathsOf(`${folder}/**/*.ts`);
    const prose = files.flatMap((path) => proseOfSource(path, read(path)));
    expect(shareOfAll(prose)).toBeLessThanOrEqual(unwritten[folder] ?? most.folder);
  });
});
