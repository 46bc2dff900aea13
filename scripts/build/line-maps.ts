import type { SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import type { OutputBundle, RolldownPlugin } from 'rolldown';
import { included } from './included.ts';

/**
 * Keeps one place of the sources for each line of the built files that can be in a stack trace: the built lines are no longer
 * than the sources, and whole maps take a third of the package. The tabs at the beginning of lines go, and the comments that name
 * the sources: the sources have no tab and no such line, so none of them is within a text.
 */
export const lineMaps: RolldownPlugin = {
  name: 'line-maps',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/^\t+|^\/\/ src\/\S+\.ts$/gm, '');
      if (file.type === 'asset' && file.fileName.endsWith('.map'))
        file.source =
          file.fileName === `${included}.js.map`
            ? noMap
            : lineMap(String(file.source), codeOf(files[file.fileName.replace(/\.map$/, '')]));
    }
  },
};

/** Of the dependency that becomes part of the package: no stack trace of ours needs its lines. */
const noMap = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

interface SourceMap {
  readonly mappings: string;
}

function codeOf(file: OutputBundle[string] | undefined): string {
  return file?.type === 'chunk' ? file.code : '';
}

/** A line can be in a stack trace only where it calls, throws, or reads a part of a value. */
const canBeTraced = /^(?!import|export).*(?:[\w)\]]\??[.[(]|\b(?:throw|new|await|yield)\b)/;

function lineMap(json: string, code: string): string {
  const map = JSON.parse(json) as SourceMap;
  const texts = code.split('\n');
  const lines = decode(map.mappings).map((line, at) =>
    canBeTraced.test(texts[at] ?? '') ? line.slice(0, 1).map(atLineStart) : [],
  );
  return JSON.stringify({ ...map, names: [], mappings: encode(lines) });
}

/** The beginning of the line in the sources: how far the line is indented says nothing. */
function atLineStart([, source, line]: SourceMapSegment): SourceMapSegment {
  return source === undefined || line === undefined ? [0] : [0, source, line, 0];
}
