import type { SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import type { RolldownPlugin } from 'rolldown';
import { included } from './included.ts';

/**
 * Keeps one place of the sources for each line of the built files, which are no shorter than the sources: a stack trace
 * needs no more, and whole maps take a third of the package.
 */
export const lineMaps: RolldownPlugin = {
  name: 'line-maps',
  generateBundle(_options, files) {
    for (const file of Object.values(files))
      if (file.type === 'asset' && file.fileName.endsWith('.map'))
        file.source = file.fileName === `${included}.js.map` ? noMap : lineMap(String(file.source));
  },
};

/** Of the dependency that becomes part of the package: no stack trace of ours needs its lines. */
const noMap = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

interface SourceMap {
  readonly mappings: string;
}

function lineMap(json: string): string {
  const map = JSON.parse(json) as SourceMap;
  const lines = decode(map.mappings).map((line) => line.slice(0, 1).map(withoutName));
  return JSON.stringify({ ...map, names: [], mappings: encode(lines) });
}

function withoutName([column, source, line, sourceColumn]: SourceMapSegment): SourceMapSegment {
  if (source === undefined || line === undefined || sourceColumn === undefined) return [column];
  return [column, source, line, sourceColumn];
}
