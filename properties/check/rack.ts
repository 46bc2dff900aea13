import { defineSubject } from '../../src/kernel/define-subject.ts';
import type { Subject } from '../../src/kernel/subject.ts';

/** A planted bug of the rack. */
export type RackBug = 'fourth' | 'secondLine';

interface Put {
  readonly type: 'put' | 'take';
  readonly worker: string;
}

interface Answer {
  readonly type: string;
}

interface RackScope extends Readonly<Record<string, number>> {
  readonly places: number;
}

type RackPolicies = Readonly<Record<'limit', boolean>>;

interface Count {
  count: number;
}

/** What a test changes of the rack. */
export interface RackOptions {
  readonly bug?: RackBug;
  readonly switchable?: 'all' | readonly ['limit'];
  readonly atOnce?: number;
  /** The least share of runs in which the rack is full, by scope. */
  readonly full?: Readonly<Record<string, number>>;
}

/** How many things the floor behind the rack carries: the second line of defence. */
const floor = 5;

/**
 * A rack with places, and a policy `limit` that refuses what has no place; without the policy the floor behind it refuses
 * later. Its bugs: `fourth` loses the fourth thing, and the small scope has three places. `secondLine` puts more on the floor
 * than it carries, which only shows without the policy.
 */
export function rackWith({ bug, switchable, atOnce, full = {} }: RackOptions = {}): Subject<
  Count,
  Put,
  Answer,
  Count,
  RackPolicies,
  RackScope
> {
  const allowed = (isLimited: boolean, places: number): number => (isLimited ? places : floor);
  return defineSubject<Count, Put, Answer, Count, 'limit', RackScope>({
    name: 'rack',
    policies: { limit: { does: 'A full rack takes no more.', protects: ['INV_1'] } },
    scopes: { small: { places: 3 }, large: { places: 4 } },
    coverageGoals: [{ name: 'the rack is full', share: full, isReachedBy: ({ outcome }) => outcome.type === 'full' }],
    model: ({ limit }, { places }) => ({
      initial: { count: 0 },
      commands: (): Put[] => [
        { type: 'put', worker: 'w1' },
        { type: 'take', worker: 'w1' },
      ],
      step(draft, { type }) {
        if (type === 'take') {
          draft.count = Math.max(0, draft.count - 1);
          return { type: 'taken' };
        }
        if (draft.count >= allowed(limit, places)) return { type: 'full' };
        draft.count += 1;
        return { type: 'put' };
      },
      view: ({ count }) => ({ count }),
      invariants: { INV_1: ({ count }) => count <= places },
    }),
    systems: [
      {
        name: 'memory',
        ...(switchable && { switchable }),
        ...(atOnce !== undefined && { atOnce }),
        async open({ policies: { limit }, scope: { places } }) {
          let count = 0;
          const most = bug === 'secondLine' && !limit ? floor + 1 : allowed(limit, places);
          return {
            async perform({ type }: Put) {
              if (type === 'take') {
                count = Math.max(0, count - 1);
                return { type: 'taken' };
              }
              if (count >= most) return { type: 'full' };
              if (bug !== 'fourth' || count !== 3) count += 1;
              return { type: 'put' };
            },
            view: async () => ({ count }),
            close: async () => undefined,
          };
        },
      },
    ],
  });
}
