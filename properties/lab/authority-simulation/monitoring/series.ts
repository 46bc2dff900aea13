/** What a scrape finds: a name, its labels, a value. */
export interface Sample {
  /** The name is one of them, `__name__`. */
  readonly labels: Labels;
  readonly value: number;
}

export type Labels = Readonly<Record<string, string>>;

/** Reads the text that Prometheus reads. Throws at a line that is no sample, comment or blank. */
export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, inBraces = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const number = value === '+Inf' ? Infinity : Number(value);
      if (name === undefined || Number.isNaN(number)) throw new Error(`no sample: ${line}`);
      const labels = [...inBraces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)].map(([, label, quoted]) => [label, quoted]);
      return { labels: { ...(Object.fromEntries(labels) as Labels), __name__: name }, value: number };
    });
}

/** One name with one set of labels, at every scrape from the first; null where a scrape did not find it. */
export interface Series {
  readonly labels: Labels;
  readonly values: (number | null)[];
}

/** Scrapes at even distances. */
export interface Scraped {
  readonly everyMs: number;
  readonly scrapes: number;
  readonly series: readonly Series[];
  /** The same by their names. */
  readonly named: ReadonlyMap<string, readonly Series[]>;
}

/** The same labels have the same text. */
export function textOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([one], [two]) => (one < two ? -1 : 1)));
}

/** Puts scrapes that follow one another into series. */
export function seriesOf(scrapes: readonly (readonly Sample[])[], everyMs: number): Scraped {
  const series = new Map<string, Series>();
  for (const [at, samples] of scrapes.entries()) {
    for (const { labels, value } of samples) {
      const key = textOf(labels);
      const one = series.get(key) ?? { labels, values: Array.from({ length: scrapes.length }, () => null) };
      if (one.values[at] !== null) throw new Error(`twice in one scrape: ${key}`);
      one.values[at] = value;
      series.set(key, one);
    }
  }
  const all = [...series.values()];
  return {
    everyMs,
    scrapes: scrapes.length,
    series: all,
    named: Map.groupBy(all, ({ labels }) => labels['__name__'] ?? ''),
  };
}
