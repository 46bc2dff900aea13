import type { SystemBug } from '../system-bug.ts';

const subject = 'authority';
const tcp = ['tcp'];
const etcd = ['etcd'];
const frames = 'src/real/network/frames.ts';

/** Bugs of the servers as processes over TCP, and of the store on etcd. */
export const apartBugs: readonly SystemBug[] = [
  {
    name: 'of two frames in one chunk the second one waits',
    subject,
    systems: tcp,
    kind: 'half a batch',
    breaks: 'an answer comes only with the next one',
    needs: ['two messages at the same time', 'a socket that joins them'],
    patch: {
      file: frames,
      replaces: "for (let end = rest.indexOf('\\n'); end >= 0; end = rest.indexOf('\\n')) {",
      by: "for (let end = rest.indexOf('\\n'); end >= 0; end = -1) {",
    },
  },
  {
    name: 'of the two checks of the frame version one is gone',
    subject,
    systems: tcp,
    kind: 'missing condition',
    breaks: 'a server of another version is refused without a word about versions',
    patch: { file: frames, replaces: 'if (frame.v !== frameVersion)', by: "if (typeof frame.v !== 'number')" },
  },
  {
    name: 'a request without an answer waits for ever when its connection ends',
    subject,
    systems: tcp,
    kind: 'forgotten reset',
    breaks: 'a server stands still after a partition',
    patch: {
      file: 'src/real/network/link.ts',
      replaces: 'for (const { reject } of waiting.values()) reject(down());\n      ',
      by: '',
    },
  },
  {
    name: 'a line does not connect again after its connection has ended',
    subject,
    systems: tcp,
    kind: 'forgotten reset',
    breaks: 'a server is cut off for good by one partition',
    patch: { file: 'src/real/network/dial.ts', replaces: '() => (link = null)', by: '() => undefined' },
  },
  {
    name: 'a cut refuses new connections and keeps the present one',
    subject,
    systems: tcp,
    kind: 'missing condition',
    breaks: 'a server that is shut out goes on to renew its lease',
    patch: {
      file: 'src/real/network/listen.ts',
      replaces: 'shut.add(key);\n      connected.get(key)?.socket.destroy();\n',
      by: 'shut.add(key);\n',
    },
  },
  {
    name: 'the checksum of a state is that of the damaged text',
    subject,
    systems: tcp,
    kind: 'wrong order',
    breaks: 'damage on the way is not noticed',
    patch: {
      file: 'src/real/authority/process/wire.ts',
      replaces: 'checksum: crc32(whole) }',
      by: 'checksum: crc32(isDamaged ? `${whole.slice(0, -1)}?` : whole) }',
    },
  },
  {
    name: 'a server may report the players of another server',
    subject,
    systems: tcp,
    kind: 'missing condition',
    breaks: 'a server takes over players by another name',
    patch: {
      file: 'src/real/authority/process/services.ts',
      replaces: 'coordinator.reconcile(mustBe(node, server), tokens)',
      by: 'coordinator.reconcile(server, tokens)',
    },
  },
  {
    name: 'a server process answers before its messages have left',
    subject,
    systems: tcp,
    kind: 'early acknowledgement',
    breaks: 'a message that was reported as sent is lost in a crash',
    patch: {
      file: 'src/real/authority/process/main.ts',
      replaces: '    await everythingHasLeft();\n    say(',
      by: '    say(',
    },
  },
  {
    name: 'a player counts its own transfer as that of another player on etcd',
    subject,
    systems: etcd,
    kind: 'missing condition',
    breaks: 'a player whose answer was lost cannot change servers',
    needs: ['a lost answer to a request', 'a repeated request'],
    patch: { file: 'src/real/authority/etcd/keys.ts', replaces: ' && key !== own && isActive', by: ' && isActive' },
  },
  {
    name: 'a state is saved twice on etcd',
    subject,
    systems: etcd,
    kind: 'fencepost',
    breaks: 'a late copy of a state is taken for a new one',
    patch: {
      file: 'src/real/authority/etcd/store.ts',
      replaces: 'version <= record.saved.version',
      by: 'version < record.saved.version',
    },
  },
  {
    name: 'a condition of etcd holds for a key that was written since',
    subject,
    systems: etcd,
    isRace: true,
    kind: 'fencepost',
    breaks: 'two changes write over each other',
    needs: ['a write between a read and its commit', 'no other write since'],
    patch: {
      file: 'src/real/database/etcd.ts',
      replaces: 'String(condition.revision + 1)',
      by: 'String(condition.revision + 2)',
    },
  },
  {
    name: 'an item on etcd stays in the world when it is picked up',
    subject,
    systems: etcd,
    kind: 'missing condition',
    breaks: 'an item is picked up twice',
    patch: {
      file: 'src/real/authority/etcd/items.ts',
      replaces: "places.filter((place) => place !== 'world')",
      by: 'places.filter((place) => place !== player)',
    },
  },
];
