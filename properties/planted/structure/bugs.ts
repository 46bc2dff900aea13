import type { PlantedBug } from '../planted-bug.ts';

/** One bug for each invariant that no policy protects: the change to the model that violates it, and no other invariant. */
export const structureBugs: readonly PlantedBug[] = [
  {
    name: 'a job that fails for good has its token set to zero',
    subject: 'queue',
    breaks: 'INV_005',
    patch: {
      file: 'src/model/queue/step.ts',
      replaces: "job.token += 1;\n  end(draft, job, 'failed');",
      by: "job.token = 0;\n  end(draft, job, 'failed');",
    },
  },
  {
    name: 'a new job is put before the older ones',
    subject: 'queue',
    breaks: 'INV_006',
    patch: { file: 'src/model/queue/intake.ts', replaces: 'draft.jobs.push(', by: 'draft.jobs.unshift(' },
  },
  {
    name: 'a call goes on to write after it was rejected',
    subject: 'booking',
    breaks: 'INV_108',
    patch: {
      file: 'src/model/booking/step.ts',
      replaces: "client.call = null;\n  return hear(request, { type: 'rejected', by: 'decision' });",
      by: "call.hasProposed = true;\n  return hear(request, { type: 'rejected', by: 'decision' });",
    },
  },
  {
    name: 'the decision uses the current free units, not the units read',
    subject: 'booking',
    breaks: 'INV_109',
    patch: {
      file: 'src/model/booking/step.ts',
      replaces: 'return decide(client);',
      by: "Object.assign(client.call ?? {}, draft.resources[client.request?.resource ?? '']);\n        return decide(client);",
    },
  },
  {
    name: 'the store takes saves in any order',
    subject: 'authority',
    breaks: 'INV_205',
    patch: {
      file: 'src/model/authority/deliver.ts',
      replaces: 'message.version <= player.saved.version',
      by: 'message.version < 1',
    },
  },
];
