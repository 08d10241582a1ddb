import { describe, expect, it } from 'vitest';
import { createHierarchy } from '../../src/domain/hierarchy.ts';
import { hashText } from '../../src/domain/key-hash.ts';

function hierarchyOf(rows: readonly [id: string, parent: string | null][]) {
  const hierarchy = createHierarchy();
  const names = new Map<string, string>();
  const nameOf = ({ high, low }: { high: number; low: number }) => names.get(`${high} ${low}`);
  for (const [index, [id, parent]] of rows.entries()) {
    const { high, low } = hashText(id);
    names.set(`${high} ${low}`, id);
    hierarchy.add(hashText(id), parent === null ? 'root' : hashText(parent), hashText(`${id} ${parent}`), index + 2);
  }
  const orphans = hierarchy.examine();
  const cycles = Array.from({ length: hierarchy.cycles }, (_, index) => {
    const { members, length } = hierarchy.cycle(index);
    return { members: members.map(({ id }) => nameOf(id)), lines: members.map(({ line }) => line), length };
  });
  return { hierarchy, orphans, cycles };
}

describe('a hierarchy', () => {
  it('is in order where everything leads up to a root, in whatever order it came', () => {
    const { orphans, cycles, hierarchy } = hierarchyOf([
      ['c', 'b'],
      ['b', 'a'],
      ['a', null],
      ['d', 'a'],
    ]);
    expect({ orphans, cycles, size: hierarchy.size }).toEqual({ orphans: 0, cycles: [], size: 4 });
  });

  it('has orphans whose parent did not come', () => {
    const { orphans, hierarchy } = hierarchyOf([
      ['a', null],
      ['b', 'x'],
      ['c', 'b'],
    ]);
    expect(orphans).toBe(1);
    expect(['a', 'b', 'c'].filter((id) => hierarchy.isOrphan(hashText(id)))).toEqual(['b']);
  });

  it('has cycles, each told once from the member that came first, and not those that hang below', () => {
    const { cycles } = hierarchyOf([
      ['below', 'b'],
      ['a', 'c'],
      ['b', 'a'],
      ['c', 'b'],
      ['root', null],
      ['x', 'y'],
      ['y', 'x'],
    ]);
    expect(cycles).toEqual([
      { members: ['a', 'c', 'b'], lines: [3, 5, 4], length: 3 },
      { members: ['x', 'y'], lines: [7, 8], length: 2 },
    ]);
  });

  it('tells of a long cycle the first members and the last', () => {
    const rows = Array.from({ length: 500 }, (_, i): [string, string] => [`p${i}`, `p${(i + 1) % 500}`]);
    const { cycles } = hierarchyOf(rows);
    expect(cycles).toMatchObject([{ members: ['p0', 'p1', 'p2', 'p3', 'p4', 'p499'], length: 500 }]);
  });

  it('tells the same row from another one of its id', () => {
    const hierarchy = createHierarchy();
    const add = (id: string, row: string, line: number) => hierarchy.add(hashText(id), 'root', hashText(row), line);
    expect([add('a', 'one', 2), add('a', 'one', 3), add('a', 'other', 4)]).toEqual([
      null,
      { line: 2, isSame: true },
      { line: 2, isSame: false },
    ]);
  });

  it('holds a chain of 50,000, and finds its one fault', () => {
    const length = 50_000;
    const chain = (end: string | null) =>
      hierarchyOf(
        Array.from({ length }, (_, i): [string, string | null] => [`p${i}`, i + 1 < length ? `p${i + 1}` : end]),
      );
    expect(chain(null)).toMatchObject({ orphans: 0, cycles: [] });
    expect(chain('p0')).toMatchObject({ orphans: 0, cycles: [{ length }] });
  });
});
