import type { MemberView } from './view.ts';

/** One of those that the coordinator consists of, with a store of its own. */
export interface Member {
  /** The highest token of a player that it has had a part in giving out. */
  highest(player: string): number;
  /** It has a part in giving out this one. */
  note(player: string, token: number): void;
  tokens(): Readonly<Record<string, number>>;
  close(): void;
}

/** The members of the coordinator together. With none of them, the coordinator is one, and its store gives out the tokens. */
export interface Members {
  readonly names: readonly string[];
  /** Whether enough of them answer to give out a token. */
  canGrant(): boolean;
  /** The next token of a player, of which those that answer take note; `null` where there are no members. */
  giveOut(player: string): number | null;
  isReachable(name: string): boolean;
  setReachable(name: string, isReachable: boolean): void;
  view(): Record<string, MemberView>;
  close(): void;
}

/** Members by name. `needsMajority`: any two that give out a token have one in common who knows of the first. */
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
