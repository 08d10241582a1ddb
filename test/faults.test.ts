import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ListedTest, listTests } from './fixtures/listed-tests.ts';

const folder = import.meta.dirname;
const lastFault = 70;

interface Named {
  fault: number;
  /** In this folder. */
  file: string;
  title: string;
  /** Says under which condition it runs: `where a small disk may be mounted`. */
  condition: string | null;
}

let table: Map<number, Named[]>;
let sources: Map<string, string>;
beforeAll(async () => {
  table = readTable(await readFile(join(folder, 'README.md'), 'utf8'));
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  sources = new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, string]> => [name, await readFile(join(folder, name), 'utf8')]),
    ),
  );
});

describe('the table of faults', () => {
  it('has every fault once, in order, with a test beside each', () => {
    expect([...table.keys()]).toEqual(Array.from({ length: lastFault }, (_, index) => index + 1));
    expect([...table].filter(([, tests]) => tests.length === 0).map(([fault]) => fault)).toEqual([]);
  });

  it('names tests that stand where it says, and that run', () => {
    const lists = new Map<string, ListedTest[]>();
    const wrong: string[] = [];
    for (const named of [...table.values()].flat()) {
      const source = sources.get(named.file);
      if (source === undefined) {
        wrong.push(`${named.fault}: there is no file ${named.file}`);
        continue;
      }
      if (!isRun(named.file)) wrong.push(`${named.fault}: no test file runs ${named.file}`);
      const list = lists.get(named.file) ?? listTests(source);
      lists.set(named.file, list);
      const found = list.filter(({ title }) => title === named.title);
      if (found.length === 0) wrong.push(`${named.fault}: ${named.file} has no test "${named.title}"`);
      const expected = named.condition === null ? 'always' : 'sometimes';
      for (const { runs } of found) {
        if (runs !== expected) wrong.push(`${named.fault}: "${named.title}" runs ${runs}, not ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  /** Suites that several test files share are no test files themselves. */
  function isRun(file: string): boolean {
    if (file.endsWith('.test.ts')) return true;
    return [...sources].some(
      ([name, source]) => name.endsWith('.test.ts') && source.includes(`${basename(dirname(file))}/${basename(file)}'`),
    );
  }
});

describe('the list of the tests in a source', () => {
  it('has titles and tables of titles, and tells which tests do not always run', () => {
    const source = `
      eachDatabase('a suite', () => {
        it('is plain', () => {});
        test.each([1])('has %i', async () => {});
        it.each\`a\`("is 'quoted'", () => {});
        describe('x', () => it(\`is in ticks\`, { timeout: 1 }, () => {}));
        it.skip('is skipped', () => {});
        it.todo('is to come');
        describe.skipIf(isFull)('y', () => { it('is in a suite', () => {}); });
        it('skips itself', async ({ skip }) => skip());
        notATest('it', 'is nothing');
        pattern.test('is no title either');
      });`;
    expect(listTests(source)).toEqual([
      { title: 'is plain', runs: 'always' },
      { title: 'has %i', runs: 'always' },
      { title: "is 'quoted'", runs: 'always' },
      { title: 'is in ticks', runs: 'always' },
      { title: 'is skipped', runs: 'never' },
      { title: 'is to come', runs: 'never' },
      { title: 'is in a suite', runs: 'sometimes' },
      { title: 'skips itself', runs: 'sometimes' },
    ]);
  });
});

/** Rows `| 7 | fault | outcome | tests |`, tests as `` `file` title `` with `<br>` between them. */
function readTable(markdown: string): Map<number, Named[]> {
  const rows = new Map<number, Named[]>();
  for (const line of markdown.split('\n')) {
    const [, number, , , tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (!/^\d+$/.test(number ?? '')) continue;
    const fault = Number(number);
    if (rows.has(fault)) throw new Error(`Fault ${fault} has two rows.`);
    rows.set(
      fault,
      tests.split('<br>').flatMap((entry) => readEntry(fault, entry.trim())),
    );
  }
  return rows;
}

function readEntry(fault: number, entry: string): Named[] {
  const match = /^`([^`]+)` (.+?)(?: \((where [^)]+)\))?$/.exec(entry);
  if (match === null) return [];
  const [, file = '', title = '', condition = null] = match;
  return [{ fault, file, title: title.replaceAll('\\|', '|'), condition }];
}
