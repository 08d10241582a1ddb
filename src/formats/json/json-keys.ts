import type { RecordShape } from '../contract.ts';

/** A key that the layout knows, with the keys that it knows in its object. */
export interface JsonKey {
  /** Names of the keys from the record on, joined by a slash. */
  path: string;
  /** The shape's column that takes the value, with its name; null where it only holds other keys. */
  column: { place: number; name: string; isTree: boolean } | null;
  keys: Map<string, JsonKey>;
}

/** The record itself, whose keys are those of the shape's paths. */
export function indexKeys({ columns, paths, trees, ...shape }: RecordShape): JsonKey {
  const record: JsonKey = { path: '', column: null, keys: new Map() };
  for (const [place, name] of columns.entries()) {
    if (name === shape.restColumn || name === shape.recordNameColumn) continue;
    const path = paths?.[place] ?? [name];
    const column = { place, name, isTree: Object.hasOwn(trees, name) };
    const owner = path.slice(0, -1).reduce(enter, record);
    const last = path.at(-1) ?? name;
    const key = enter(owner, last.replace(/^@/, ''));
    if (key.column !== null) throw new Error(`two columns have the path ${key.path}`);
    key.column = column;
    // What is an attribute in XML is a key like any other here, and some converters keep the mark.
    if (last.startsWith('@')) owner.keys.set(last, key);
  }
  return record;
}

/** For each column, the path of its key: see RawRecord.places. */
export function placesOf(shape: RecordShape): (string | null)[] {
  const places = new Array<string | null>(shape.columns.length).fill(null);
  const visit = (key: JsonKey) => {
    if (key.column !== null) places[key.column.place] = key.path;
    for (const inner of key.keys.values()) visit(inner);
  };
  visit(indexKeys(shape));
  return places;
}

function enter(owner: JsonKey, name: string): JsonKey {
  const known = owner.keys.get(name);
  if (known !== undefined) return known;
  const key = { path: owner.path === '' ? name : `${owner.path}/${name}`, column: null, keys: new Map() };
  owner.keys.set(name, key);
  return key;
}
