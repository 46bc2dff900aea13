import { describe, expect, test } from 'vitest';
import type { Members } from '../../src/real/authority/members.ts';
import { gather } from '../../src/real/authority/members.ts';
import { memberSchema, openSqliteMember } from '../../src/real/authority/sqlite/member.ts';
import { openInMemory } from '../../src/real/database/sqlite.ts';
import type { RefusedRow, Row } from '../subjects/sqlite-constraints.ts';
import {
  condition,
  constraintsOf,
  insert,
  messageOf,
  mistyped,
  requirement,
  uniqueness,
} from '../subjects/sqlite-constraints.ts';

function threeMembers({ needsMajority }: { needsMajority: boolean }): Members {
  const names = ['m1', 'm2', 'm3'];
  return gather(
    new Map(names.map((name) => [name, openSqliteMember(openInMemory(memberSchema), ['p1', 'p2'])] as const)),
    { needsMajority },
  );
}

describe('a coordinator of three members', () => {
  test('gives each player a token one above the highest that a reachable member knows', () => {
    const members = threeMembers({ needsMajority: true });
    expect(members.giveOut('p1')).toBe(2);
    members.setReachable('m1', false);
    expect([members.giveOut('p1'), members.giveOut('p2')]).toEqual([3, 2]);
    members.setReachable('m1', true);
    members.setReachable('m3', false);
    expect([members.giveOut('p2'), members.giveOut('p1')]).toEqual([3, 4]);
    expect(members.view()).toEqual({
      m1: { isReachable: true, tokens: { p1: 4, p2: 3 } },
      m2: { isReachable: true, tokens: { p1: 4, p2: 3 } },
      m3: { isReachable: false, tokens: { p1: 3, p2: 2 } },
    });
    members.close();
  });

  test.each([
    { needsMajority: true, answers: [true, true, false, false] },
    { needsMajority: false, answers: [true, true, true, false] },
  ])('needs a majority: $needsMajority; with none, one, two, three of them gone', ({ needsMajority, answers }) => {
    const members = threeMembers({ needsMajority });
    const found = [members.canGrant()];
    for (const name of members.names) {
      members.setReachable(name, false);
      found.push(members.canGrant());
    }
    expect(found).toEqual(answers);
    members.close();
  });
});

const right: Row = { player: 'p2', token: 1 };
const refused: readonly RefusedRow[] = [
  ...Object.keys(right).map((column) => ({
    table: 'tokens',
    wrong: { [column]: null },
    refused: requirement('tokens', column),
  })),
  { table: 'tokens', wrong: { player: 'p1' }, refused: uniqueness('tokens', ['player']) },
  { table: 'tokens', wrong: { token: 0 }, refused: condition('token > 0') },
  ...Object.entries(right).map(([column, value]) => mistyped('tokens', column, value)),
];

describe('what a member keeps', () => {
  test.each(refused)('is no row with $wrong', ({ table, wrong, refused: printed }) => {
    const database = openInMemory(memberSchema);
    insert(database.connect(), table, { player: 'p1', token: 3 });
    expect(() => insert(database.connect(), table, { ...right, ...wrong })).toThrow(
      expect.objectContaining({ message: messageOf(printed) }),
    );
    expect(() => insert(database.connect(), table, right)).not.toThrow();
    database.close();
  });

  test('has a refused row for each constraint, and a constraint for each refused row', () => {
    const database = openInMemory(memberSchema);
    expect(new Set(refused.map((row) => row.refused))).toEqual(new Set(constraintsOf(database.connect())));
    database.close();
  });
});
