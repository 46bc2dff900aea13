import { expect, test } from 'vitest';
import { dotOf } from '../../src/report/dot.ts';

test('a graph has its states, one edge between any two of them, and violations in red', () => {
  const text = dotOf({
    title: 'two states',
    states: [
      { tooltip: '{"at":0}', violated: [] },
      { tooltip: '{"at":1}', violated: ['INV_1', 'INV_2'] },
    ],
    edges: [
      { from: 0, to: 1, label: 'go', violated: [] },
      { from: 1, to: 1, label: 'stay', violated: [] },
      { from: 0, to: 1, label: 'jump', violated: ['INV_3'] },
      { from: 1, to: 0, label: 'back', violated: [] },
    ],
  });
  expect(text).toBe(`digraph states {
  graph [label="two states", labelloc="t"];
  0 [label="0", peripheries="2", tooltip="{\\"at\\":0}"];
  1 [label="1\\nINV_1\\nINV_2", color="red", fontcolor="red", penwidth="2", tooltip="{\\"at\\":1}"];
  0 -> 1 [label="go\\njump ✗ INV_3", color="red", fontcolor="red", penwidth="2"];
  1 -> 1 [label="stay"];
  1 -> 0 [label="back"];
}
`);
});

test('text that Graphviz would read as an escape or an entity shows as it is', () => {
  const text = dotOf({
    title: 'a \\ b & "c"\nd',
    states: [],
    edges: [],
  });
  expect(text).toContain(String.raw`label="a \\ b &amp; \"c\"\nd"`);
});
