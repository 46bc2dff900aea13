import { parser } from '@prometheus-io/lezer-promql';
import type { Instant } from './functions.ts';
import { increaseOf, quantileOf } from './functions.ts';
import type { Labels, Sample, Scraped, Series } from './series.ts';
import { textOf } from './series.ts';

/** An expression over scraped series, as Prometheus would answer it at the instant of a scrape. */
export type Query = (scraped: Scraped, instant: Instant) => readonly Sample[];

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Reads an expression. What is no PromQL, or more of it than the alerts need, is refused. */
export function queryOf(expression: string): Query {
  const tree = parser.parse(expression);
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) throw new Error(`no PromQL from character ${from} on: ${expression}`);
    },
  });
  return vector(partsOf(tree.topNode)[0]);

  function textIn({ from, to }: SyntaxNode): string {
    return expression.slice(from, to);
  }

  function unknown(node: SyntaxNode | undefined): Error {
    return new Error(`${node === undefined ? 'nothing' : `'${textIn(node)}'`} is not understood in: ${expression}`);
  }

  function vector(node: SyntaxNode | undefined): Query {
    switch (node?.name) {
      case 'ParenExpr':
        return vector(partsOf(node)[0]);
      case 'VectorSelector': {
        const select = selector(node);
        return (scraped, { at }) =>
          select(scraped).flatMap(({ labels, values }) => {
            const value = values[at] ?? null;
            return value === null ? [] : [{ labels, value }];
          });
      }
      case 'AggregateExpr':
        return aggregate(node);
      case 'FunctionCall':
        return call(node);
      case 'BinaryExpr':
        return binary(node);
      default:
        throw unknown(node);
    }
  }

  function selector(node: SyntaxNode): (scraped: Scraped) => readonly Series[] {
    const [name, matchers, ...more] = partsOf(node);
    if (name?.name !== 'Identifier' || more.length > 0) throw unknown(node);
    const wanted = Object.fromEntries(
      (matchers === undefined ? [] : partsOf(matchers)).map((matcher) => {
        const [label, operator, value] = partsOf(matcher);
        if (label === undefined || operator === undefined || value === undefined || textIn(operator) !== '=')
          throw unknown(matcher);
        return [textIn(label), textIn(value).slice(1, -1)];
      }),
    );
    const conditions = Object.entries(wanted);
    return ({ named }) =>
      (named.get(textIn(name)) ?? []).filter(({ labels }) =>
        conditions.every(([label, value]) => labels[label] === value),
      );
  }

  function aggregate(node: SyntaxNode): Query {
    const parts = partsOf(node);
    const [operator, body] = [partNamed(parts, 'AggregateOp'), partNamed(parts, 'FunctionCallBody')];
    const modifier = partNamed(parts, 'AggregateModifier');
    const [by, grouping] = modifier === undefined ? [] : partsOf(modifier);
    const combine = operator === undefined ? undefined : combinations[textIn(operator)];
    const [inner, ...more] = body === undefined ? [] : partsOf(body);
    if (combine === undefined || more.length > 0 || (by !== undefined && by.name !== 'By')) throw unknown(node);
    const kept = grouping === undefined ? [] : partsOf(grouping).map(textIn);
    const of = vector(inner);
    return (scraped, instant) =>
      [...grouped(of(scraped, instant), (labels) => only(labels, kept)).values()].map(({ labels, samples }) => ({
        labels,
        value: samples.map(({ value }) => value).reduce(combine),
      }));
  }

  function call(node: SyntaxNode): Query {
    const [name, body] = partsOf(node);
    const [first, second, ...more] = body === undefined ? [] : partsOf(body);
    if (name === undefined || first === undefined || more.length > 0) throw unknown(node);
    const called = textIn(name);
    if (called === 'histogram_quantile') {
      const [quantile, of] = [number(first), vector(second)];
      return (scraped, instant) =>
        [...grouped(of(scraped, instant), (labels) => without(labels, ['__name__', 'le'])).values()].flatMap(
          ({ labels, samples }) => ({ labels, value: quantileOf(quantile, samples) }),
        );
    }
    const isRate = called === 'rate';
    if ((!isRate && called !== 'increase') || second !== undefined || first.name !== 'MatrixSelector')
      throw unknown(node);
    const [selected, duration] = partsOf(first);
    if (selected?.name !== 'VectorSelector') throw unknown(first);
    const [select, rangeMs] = [selector(selected), milliseconds(duration)];
    return (scraped, instant) =>
      select(scraped).flatMap(({ labels, values }) => {
        const increase = increaseOf(values, { ...instant, everyMs: scraped.everyMs, rangeMs });
        if (increase === null) return [];
        return [{ labels: without(labels, ['__name__']), value: isRate ? increase / (rangeMs / 1000) : increase }];
      });
  }

  /** Of a vector and a number, what compares so; of two vectors, the quotients of what has the same labels. */
  function binary(node: SyntaxNode): Query {
    const [left, operator, right, ...more] = partsOf(node);
    if (operator === undefined || right === undefined || more.length > 0) throw unknown(node);
    const compare = comparisons[textIn(operator)];
    const of = vector(left);
    if (compare !== undefined) {
      const limit = number(right);
      return (scraped, instant) => of(scraped, instant).filter(({ value }) => compare(value, limit));
    }
    if (textIn(operator) !== '/') throw unknown(node);
    const by = vector(right);
    return (scraped, instant) => {
      const divisors = new Map(
        by(scraped, instant).map(({ labels, value }) => [textOf(without(labels, ['__name__'])), value]),
      );
      return of(scraped, instant).flatMap((sample) => {
        const labels = without(sample.labels, ['__name__']);
        const divisor = divisors.get(textOf(labels));
        return divisor === undefined ? [] : [{ labels, value: sample.value / divisor }];
      });
    };
  }

  function number(node: SyntaxNode | undefined): number {
    const value = node?.name === 'NumberDurationLiteral' ? Number(textIn(node)) : Number.NaN;
    if (Number.isNaN(value)) throw unknown(node);
    return value;
  }

  function milliseconds(node: SyntaxNode | undefined): number {
    const [, count, unit] = /^(\d+)(s|m)$/.exec(node === undefined ? '' : textIn(node)) ?? [];
    if (count === undefined) throw unknown(node);
    return Number(count) * (unit === 'm' ? 60_000 : 1000);
  }
}

const combinations: Readonly<Record<string, (one: number, two: number) => number>> = {
  sum: (one, two) => one + two,
  max: (one, two) => Math.max(one, two),
};

/** Nothing compares with what is no number. */
const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '<': (value, limit) => value < limit,
  '==': (value, limit) => value === limit,
};

function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let part = node.firstChild; part !== null; part = part.nextSibling) parts.push(part);
  return parts;
}

function partNamed(nodes: readonly SyntaxNode[], name: string): SyntaxNode | undefined {
  return nodes.find((node) => node.name === name);
}

function only(labels: Labels, kept: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => kept.includes(label)));
}

function without(labels: Labels, left: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !left.includes(label)));
}

function grouped(
  samples: readonly Sample[],
  labelsOf: (labels: Labels) => Labels,
): Map<string, { labels: Labels; samples: Sample[] }> {
  const groups = new Map<string, { labels: Labels; samples: Sample[] }>();
  for (const sample of samples) {
    const labels = labelsOf(sample.labels);
    const group = groups.get(textOf(labels)) ?? { labels, samples: [] };
    group.samples.push(sample);
    groups.set(textOf(labels), group);
  }
  return groups;
}
