import type { RecordShape, TreeShape } from '../contract.ts';

/** A record shape, made ready to be followed element by element. */
export interface XmlPlan {
  /** The elements above the records and the records themselves, by name, one inside the other. */
  root: XmlLevel;
  /** How deep the records are; the root element is 1. */
  recordDepth: number;
  record: XmlElementPlan;
  /** How deep the elements within a record that a path leads to are. */
  depthInRecord: number;
  /** Index of the column that takes the name of the record's element, or -1. */
  nameColumn: number;
  /** Index of the column that takes what belongs to no other, or -1. */
  restColumn: number;
  /** Columns whose path is that of an earlier one, with that one's index. */
  copies: readonly { from: number; to: number }[];
  /** What the records' own elements may be called. */
  recordNames: readonly string[];
  /** See `RecordShape.allowsOthersBeside`. */
  allowsOthersBeside: boolean;
  /** Whether the shape names all there is: see `RecordShape.leavesOthersOut`. */
  namesAll: boolean;
  /** How the records' paths are shown to people. */
  shownPath: string;
  places: readonly (string | null)[];
}

/** The names that may stand inside an element above the records. */
export interface XmlLevel {
  readonly names: ReadonlyMap<string, XmlLevel>;
}

export interface XmlElementPlan {
  name: string;
  /** Index of the column that takes the element's text or tree, or -1. */
  column: number;
  tree: TreeShape | null;
  children: ReadonlyMap<string, XmlElementPlan>;
  /** Indexes of the columns of its attributes. */
  attributes: ReadonlyMap<string, number>;
}

export function planXml(shape: RecordShape): XmlPlan {
  const record = emptyElement('');
  const copies: { from: number; to: number }[] = [];
  const prefix = sharedPath(shape.recordPaths);
  const nameColumn = indexOf(shape, shape.recordNameColumn);
  const restColumn = indexOf(shape, shape.restColumn);
  let depthInRecord = 0;
  const places = shape.columns.map((name, column) => {
    if (column === restColumn) return null;
    if (column === nameColumn) return prefix;
    const path = shape.paths?.[column] ?? [name];
    const earlier = addPath(record, path, column, shape.trees[name] ?? null);
    if (earlier !== column) copies.push({ from: earlier, to: column });
    depthInRecord = Math.max(depthInRecord, path.length);
    return [prefix, ...path].join('/');
  });
  const recordDepth = shape.recordPaths[0]?.length ?? 0;
  const shownPath = shape.recordPaths.map((path) => path.join('/')).join(' or ');
  const root = planLevels(shape.recordPaths);
  const recordNames = shape.recordPaths.flatMap((path) => path.slice(-1));
  return {
    root,
    recordDepth,
    record,
    depthInRecord,
    nameColumn,
    restColumn,
    copies,
    recordNames,
    allowsOthersBeside: shape.allowsOthersBeside === true,
    namesAll: shape.leavesOthersOut !== true,
    shownPath,
    places,
  };
}

interface MutableElement extends XmlElementPlan {
  children: Map<string, MutableElement>;
  attributes: Map<string, number>;
}

function emptyElement(name: string): MutableElement {
  return { name, column: -1, tree: null, children: new Map(), attributes: new Map() };
}

/** @returns the column that the path leads to: an earlier one where two have the same path */
function addPath(record: MutableElement, path: readonly string[], column: number, tree: TreeShape | null): number {
  let element = record;
  for (const name of path) {
    if (name.startsWith('@')) {
      const attribute = name.slice(1);
      const known = element.attributes.get(attribute);
      if (known === undefined) element.attributes.set(attribute, column);
      return known ?? column;
    }
    const child: MutableElement = element.children.get(name) ?? emptyElement(name);
    element.children.set(name, child);
    element = child;
  }
  if (element.column !== -1) return element.column;
  element.column = column;
  // An element that is read as text needs no other judgement than a column's.
  element.tree = tree?.type === 'list' || tree?.type === 'object' ? tree : null;
  return column;
}

function planLevels(paths: readonly (readonly string[])[]): XmlLevel {
  const names = new Map<string, XmlLevel>();
  for (const first of new Set(paths.flatMap((path) => path.slice(0, 1)))) {
    names.set(first, planLevels(paths.filter((path) => path[0] === first).map((path) => path.slice(1))));
  }
  return { names };
}

/** All paths in one, with `*` where their names differ. */
function sharedPath(paths: readonly (readonly string[])[]): string {
  const [first = []] = paths;
  return first.map((name, i) => (paths.every((path) => path[i] === name) ? name : '*')).join('/');
}

function indexOf({ columns }: RecordShape, column: string | undefined): number {
  return column === undefined ? -1 : columns.indexOf(column);
}
