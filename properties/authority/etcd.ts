import { ConnectionLost } from '../../src/real/database/connection-lost.ts';
import { lacksEtcd } from '../../src/real/database/etcd-server.ts';
import type { Etcd } from '../../src/real/database/etcd.ts';

/** Why tests on etcd are skipped on this machine; `null`: they are not. */
export const lacking: string | null = lacksEtcd();
if (lacking !== null) console.warn(`skipped: ${lacking}`);

/** What becomes of a commit that nobody hears of: it is done, or never, or after whatever is committed next. */
const fates = ['done', 'never', 'late'] as const;

/** The same cluster, from which no answer comes to one commit in three; each time with another fate. */
export function losingReplies(etcd: Etcd): Etcd & { readonly lost: readonly string[] } {
  const lost: string[] = [];
  let count = 0;
  let late: (() => Promise<boolean>) | null = null;

  async function commit(...what: Parameters<Etcd['commit']>): Promise<boolean> {
    count += 1;
    if (count % 3 !== 0) {
      const isDone = await etcd.commit(...what);
      await late?.();
      late = null;
      return isDone;
    }
    const fate = fates[lost.length % fates.length] ?? 'done';
    lost.push(fate);
    if (fate === 'done') await etcd.commit(...what);
    if (fate === 'late') late = () => etcd.commit(...what);
    throw new ConnectionLost('the answer was lost');
  }
  return { ...etcd, commit, lost };
}
