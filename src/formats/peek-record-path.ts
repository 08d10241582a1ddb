import { SaxesParser } from 'saxes';

/**
 * The path of the element that is one record, as far as the beginning of a document tells: the outermost one that repeats
 * inside one parent and has something in it; else the first one inside the root that has.
 */
export function findRecordPath(text: string): string[] | null {
  const seen = new Map<string, { path: string[]; count: number; hasParts: boolean }>();
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  parser.on('opentag', ({ name, attributes }) => {
    const parent = seen.get(open.join('/'));
    if (parent !== undefined) parent.hasParts = true;
    open.push(name.replace(/^.*:/, ''));
    const key = open.join('/');
    const entry = seen.get(key) ?? { path: [...open], count: 0, hasParts: false };
    entry.count += 1;
    if (Object.keys(attributes).some((attribute) => !attribute.startsWith('xmlns'))) entry.hasParts = true;
    seen.set(key, entry);
  });
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(text);
  } catch {
    // What was read before the fault tells enough; the format's own reader tells of it.
  }
  const inner = [...seen.values()].filter(({ path, hasParts }) => path.length > 1 && hasParts);
  const outermost = (candidates: typeof inner) =>
    candidates.toSorted((one, other) => one.path.length - other.path.length)[0];
  return (outermost(inner.filter(({ count }) => count > 1)) ?? outermost(inner))?.path ?? null;
}
