/** Where a word may be banned. `verdicts`: the texts of types named verdict; `prose`: comments, messages and documents. */
export const places = ['identifiers', 'file names', 'verdicts', 'prose', 'titles'] as const;
export type Place = (typeof places)[number];

/** A row of the replaced words in docs/reference/glossary.md. */
export interface BannedWords {
  /** In lower case, between commas. A word of two words stands for `twoWords` in an identifier, `two-words` in a file name. */
  readonly words: string;
  /** The words of the glossary in their place. */
  readonly instead: string;
  readonly where: readonly Place[];
  /** Phrases with a banned word that are allowed, between commas. */
  readonly allowed?: string;
  /** The files in which the words are banned, by a part of their path; by default all. */
  readonly under?: RegExp;
}

const everywhere = places;
const names = ['identifiers', 'file names'] as const;
const texts = ['prose', 'titles'] as const;

export const bannedWords: readonly BannedWords[] = [
  {
    words: 'fall, falls, fallen, fell, falling',
    instead: 'violation, violated',
    where: everywhere,
    allowed: 'falls back',
  },
  { words: 'standing', instead: 'holds', where: everywhere },
  { words: 'told, said', instead: 'prints, reports', where: everywhere },
  { words: 'tell, tells', instead: 'format, render', where: names },
  { words: 'plainer, plainest, plainness', instead: 'simpler, simplest', where: everywhere },
  { words: 'made short, short run, short runs', instead: 'is shrunk, minimal counterexample', where: everywhere },
  { words: 'come upon, comes upon, came upon, met, unmet', instead: 'found, reached', where: everywhere },
  { words: 'vacuous, undecided', instead: 'inconclusive', where: ['verdicts'] },
  { words: 'undecided', instead: 'inconclusive', where: everywhere },
  { words: 'on offer, offer, offers, offered, offering, unoffered', instead: 'enabled', where: everywhere },
  { words: 'goes by', instead: 'uses', where: everywhere },
  { words: 'dies, died, death, deaths', instead: 'crashes, crash', where: everywhere },
  { words: 'the dead', instead: 'the crashed actors', where: texts, allowed: 'the dead letter, the dead letters' },
  { words: 'put aside', instead: 'dead-lettered', where: everywhere },
  { words: 'asks again, ask again, asked again, unsure', instead: 'retries, unacknowledged', where: everywhere },
  {
    words: 'again',
    instead: 'retryOf',
    where: ['identifiers'],
    allowed: 'try again, tried again, run again, explore again, full again, in again',
  },
  { words: 'change of hand, changes of hand', instead: 'context switch', where: everywhere },
  { words: 'piece, pieces', instead: 'batch', where: names },
  { words: 'night, nights, tonight', instead: 'campaign', where: names },
  { words: 'morning, mornings', instead: 'report', where: names },
  { words: 'news, hungry, wild', instead: 'new coverage, starved, aggressive', where: names },
  { words: 'the night, this night, last night', instead: 'the campaign', where: texts },
  { words: 'crew, crews, leash', instead: 'search pool, exit with parent', where: everywhere },
  { words: 'breath, breaths, breathe, breathing', instead: 'yield to the event loop', where: everywhere },
  { words: 'shelf, shelves', instead: 'frontier', where: everywhere },
  { words: 'thing, things, spare', instead: 'entry, incidence counts, free pages', where: names },
  {
    words: 'lane, lanes',
    instead: 'worker slot',
    where: names,
    allowed: 'lane of',
    under: /^(?:src|properties)\/overnight\/|^properties\/planted\/|^scripts\//,
  },
  {
    words: 'print, prints',
    instead: 'fingerprint',
    where: ['identifiers'],
    allowed: 'print error, print json, print lines, print fault, print width, print report, print line',
  },
  { words: 'prints', instead: 'fingerprints', where: ['file names'] },
  { words: 'parting, partings', instead: 'divergence', where: everywhere },
  { words: 'complaint, complaints', instead: 'user error, message', where: everywhere },
  { words: 'bad environment, wrong set up', instead: 'environment error, configuration error', where: names },
  { words: 'misfit, misfits, unfit, must fit', instead: 'mismatch, assert fits', where: everywhere },
  { words: 'is tired, is short, heap short, machine short', instead: 'should stop, is out of memory', where: names },
  { words: 'onlooker, onlookers, observer, observers, attendant', instead: 'listener', where: everywhere },
  { words: 'excuse, excuses, is welcome', instead: 'refusal reason, would accept', where: everywhere },
  { words: 'by hand, story, stories', instead: 'manual runs, scenarios', where: everywhere },
  { words: 'moves in, lay out, lays out', instead: 'publish, format', where: everywhere },
  { words: 'as promised', instead: 'success', where: everywhere },
  { words: 'whoever, nobody, somebody', instead: 'the noun', where: texts },
];
