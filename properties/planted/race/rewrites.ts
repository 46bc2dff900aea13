import type { PostgresReply } from '../../../src/real/database/postgres.ts';

export const without =
  (part: string) =>
  (text: string): string =>
    text.replace(part, '');

export const onlyIn =
  (mark: string, rewrite: (text: string) => string) =>
  (text: string): string =>
    text.includes(mark) ? rewrite(text) : text;

export const noRows: PostgresReply = { rows: [], rowCount: 0, command: '' };
