import { createInterface } from 'node:readline';
import type { QueueCommand } from '../../src/subjects/queue/index.ts';
import { openTable } from './subject.ts';

/** The table as a program: a line of JSON for each command, and a line of JSON for its outcome. */
let table = openTable();

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as QueueCommand | { readonly type: 'view' } | { readonly type: 'begin' };
  if (command.type === 'begin') table = openTable();
  const isQuestion = command.type === 'begin' || command.type === 'view';
  console.log(JSON.stringify(isQuestion ? await table.view() : await table.perform(command)));
}
