/** A figure that depends on the machine: a time of code, a rate of a program, a ratio of two times. */
const measured =
  /\d\s?(?:µs|ns)\b|\b(?:[a-z]+\/s|ns\/step)(?![\w/])|\d (?:runs|states|steps|edges|commands|bookings|calls|permutations) a second\b|\b\d[\d.]* times as (?:fast|many|long)\b|\bmedian of\b|\bin about .{1,20} (?:second|minute)s?\b/;

const mark = /\bmeasured at [0-9a-f]{7}\b/;

/** The blocks of a Markdown file, by section. A block is a fenced text, or a paragraph with its list. */
function sectionsOf(markdown: string): string[][] {
  const sections: string[][] = [[]];
  for (const block of markdown.split(/(^```[\s\S]*?^```$)|\n{2,}/m)) {
    if (block === undefined || block.trim() === '') continue;
    if (/^#{1,6} /.test(block.trim())) sections.push([]);
    sections.at(-1)?.push(block.trim());
  }
  return sections;
}

/**
 * The blocks of a Markdown file with a measured figure, but without the commit at which it was measured: `measured at 1a2b3c4`.
 * The mark of a paragraph stands in its section, and the mark of a fenced text in the paragraph before it.
 */
export function unmarkedFigures(markdown: string): string[] {
  return sectionsOf(markdown).flatMap((blocks) => {
    const isMarked = blocks.some((block) => mark.test(block));
    return blocks.filter((block, index) => {
      if (!measured.test(block)) return false;
      return block.startsWith('```') ? !mark.test(blocks[index - 1] ?? '') : !isMarked;
    });
  });
}
