/** A fault that a lock has in practice, as changes to the locks in memory. */
export interface LockFault {
  /** The system with the fault. */
  readonly name: string;
  /** The system without it. */
  readonly mended: string;
  readonly changes: readonly { readonly replaces: string; readonly by: string }[];
}

/** Every fault of a lock that is a failure mode. */
export const lockFaults: readonly LockFault[] = [
  // A lock by SET NX PX whose release is a DEL.
  {
    name: 'release-by-key',
    mended: 'release-by-grant',
    changes: [
      {
        replaces: "const mayRelease = terms.releasedBy === 'anyone' || isLatest(lock, handle);",
        by: 'const mayRelease = handle.grant <= lock.grant;',
      },
    ],
  },
  // The elections of etcd3 1.1.2.
  {
    name: 'elected-after-resigning',
    mended: 'resigned-for-good',
    changes: [
      {
        replaces: 'if (isHeld(lock)) return null;',
        by: 'if (isHeld(lock)) {\n        waiting.set(name, client);\n        return null;\n      }',
      },
      {
        replaces: '      lock.holder = null;\n      return true;',
        by: '      lock.holder = waiting.get(handle.lock) ?? null;\n      waiting.delete(handle.lock);\n      return true;',
      },
      { replaces: '  let nowMs = 0;', by: '  let nowMs = 0;\n  const waiting = new Map<string, string>();' },
      { replaces: '      nowMs = 0;\n    },', by: '      nowMs = 0;\n      waiting.clear();\n    },' },
    ],
  },
];
