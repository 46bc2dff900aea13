import { parametersIn } from './footprints/parameters.ts';
import type { PostgresFrame } from './frames.ts';

/** What a client sent up to where it waits for an answer. */
export interface SentBatch {
  readonly statements: readonly string[];
  /** Of each statement that has some. */
  readonly parameters: readonly (readonly (string | null)[])[];
  readonly bytes: Buffer;
  /** The letters of its messages. */
  readonly messages: string;
  /** How many messages the server answers it by, where it ends in a Flush; `null`: up to `ReadyForQuery`. */
  readonly answers: number | null;
}

/** Whether a batch only prepares and describes a statement. */
export function isPreparation({ statements, answers }: SentBatch): boolean {
  return answers !== null && statements.length === 0;
}

/** Puts the messages of a client together to batches. */
export function batchesFrom(onBatch: (batch: SentBatch) => void): (frame: PostgresFrame) => void {
  const texts = new Map<string, string>();
  /** The statements of portals. */
  const portals = new Map<string, { readonly text: string; readonly parameters: readonly (string | null)[] }>();
  let parts: Buffer[] = [];
  let statements: string[] = [];
  let messages = '';
  let parameters: (readonly (string | null)[])[] = [];
  let answers = 0;
  return ({ type, body, whole }) => {
    // The bytes of a chunk are used again once it is taken apart.
    parts.push(Buffer.from(whole));
    messages += type;
    // Parse: a name and its text. Bind: a portal and a name. Execute: a portal. Query: a text.
    const [first = '', second = ''] = body.toString('utf8').split('\0');
    if (type === 'P') texts.set(first, second);
    if (type === 'B') portals.set(first, { text: texts.get(second) ?? '', parameters: parametersIn(body) });
    if (type === 'E') statements.push(portals.get(first)?.text ?? '');
    if (type === 'E') parameters.push(portals.get(first)?.parameters ?? []);
    if (type === 'Q')
      [statements, parameters] = [
        [...statements, first],
        [...parameters, []],
      ];
    if ('PBDEC'.includes(type)) answers += 1;
    if (!'SQH'.includes(type)) return;
    const batch = {
      statements,
      parameters,
      bytes: Buffer.concat(parts),
      messages,
      answers: type === 'H' ? answers : null,
    };
    [parts, statements, parameters, messages, answers] = [[], [], [], '', 0];
    onBatch(batch);
  };
}

/** Counts the messages by which the server answers a batch: whether this one is the last of them. */
export function countAnswers({ answers }: Pick<SentBatch, 'answers'>): (type: string) => boolean {
  let left = answers ?? 0;
  return (type) => {
    if (answers === null || type === 'E') return type === (answers === null ? 'Z' : 'E');
    // Parsed, bound, closed; the columns of a row, or none; done, empty, or as many rows as were asked for.
    if ('123TnCIs'.includes(type)) left -= 1;
    return left === 0;
  };
}
