/** The values that may occur at a place of a model's states, learnt from the states seen. */
export interface Layout {
  /** The number of this place among all of its model. */
  readonly number: number;
  hasLeaf: boolean;
  /** Of the items of an array. */
  item: Layout | null;
  readonly records: RecordLayout[];
  /** The place has so many kinds of records that they are no longer distinguished. */
  isOpen: boolean;
}

export interface RecordLayout {
  readonly keys: readonly string[];
  readonly fields: readonly Layout[];
}

/** With more kinds of records at a place, the layout is a record with any keys. */
const mostRecords = 16;

export interface Layouts {
  readonly root: Layout;
  /** Whether the value shows a layout that was not seen yet. */
  learn(value: unknown): boolean;
}

const layoutsOfModels = new WeakMap<object, Layouts>();

/** The layouts of a model, shared by all its spaces: what one of them learns, another need not learn again. */
export function layoutsOf(model: object): Layouts {
  let layouts = layoutsOfModels.get(model);
  if (layouts === undefined) layoutsOfModels.set(model, (layouts = createLayouts()));
  return layouts;
}

function createLayouts(): Layouts {
  let places = 0;

  function createLayout(): Layout {
    places += 1;
    return { number: places - 1, hasLeaf: false, item: null, records: [], isOpen: false };
  }

  function learnAt(layout: Layout, value: unknown): boolean {
    if (layout.isOpen) return false;
    if (typeof value !== 'object' || value === null) {
      const isNew = !layout.hasLeaf;
      layout.hasLeaf = true;
      return isNew;
    }
    if (Array.isArray(value)) {
      const isNew = layout.item === null;
      const item = (layout.item ??= createLayout());
      return value.reduce<boolean>((any, one) => learnAt(item, one) || any, isNew);
    }
    const keys = Object.keys(value);
    let record = layout.records.find((known) => hasKeys(known, keys));
    const isNew = record === undefined;
    if (record === undefined) {
      record = { keys, fields: keys.map(createLayout) };
      layout.records.push(record);
      layout.isOpen = layout.records.length > mostRecords || keys.includes('__proto__');
    }
    return record.keys.reduce(
      (any, key, at) => learnAt(record.fields[at] ?? layout, (value as Record<string, unknown>)[key]) || any,
      isNew,
    );
  }

  const root = createLayout();
  return { root, learn: (value) => learnAt(root, value) };
}

function hasKeys({ keys }: RecordLayout, others: readonly string[]): boolean {
  return keys.length === others.length && others.every((key) => keys.includes(key));
}
