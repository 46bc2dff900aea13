import type { MemberView } from '../../alphabets/authority.ts';

/** A member of the coordinator, with its own store. */
export interface Member {
  /** The highest token of a player that this member has recorded. */
  highest(player: string): number;
  /** Records that this token is granted. */
  note(player: string, token: number): void;
  tokens(): Readonly<Record<string, number>>;
  close(): void;
}

/**
 * The members of the coordinator. Without members the coordinator is a single process, and its store counts the tokens.
 */
export interface Members {
  readonly names: readonly string[];
  /** Whether enough members are reachable to grant a token. */
  canGrant(): boolean;
  /** The next token of a player, recorded by every reachable member; `null` without members. */
  giveOut(player: string): number | null;
  isReachable(name: string): boolean;
  setReachable(name: string, isReachable: boolean): void;
  view(): Record<string, MemberView>;
  close(): void;
}

/** Members by name. `needsMajority`: every two majorities share a member, which knows the earlier token. */
export function gather(
  members: ReadonlyMap<string, Member>,
  { needsMajority }: { readonly needsMajority: boolean },
): Members {
  const apart = new Set<string>();
  const answering = (): Member[] => [...members].filter(([name]) => !apart.has(name)).map(([, member]) => member);

  return {
    names: [...members.keys()],
    canGrant() {
      const count = answering().length;
      return members.size === 0 || (needsMajority ? count > members.size / 2 : count > 0);
    },
    giveOut(player) {
      if (members.size === 0) return null;
      const asked = answering();
      const token = Math.max(...asked.map((member) => member.highest(player))) + 1;
      for (const member of asked) member.note(player, token);
      return token;
    },
    isReachable: (name) => !apart.has(name),
    setReachable: (name, isReachable) => void (isReachable ? apart.delete(name) : apart.add(name)),
    view: () =>
      Object.fromEntries(
        [...members].map(([name, member]) => [name, { isReachable: !apart.has(name), tokens: member.tokens() }]),
      ),
    close() {
      for (const member of members.values()) member.close();
    },
  };
}
