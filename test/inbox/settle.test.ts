import { describe, expect, test } from 'vitest';
import type { InboxEntry } from '../../src/inbox/contract.ts';
import { createSettle } from '../../src/inbox/settle.ts';

const entry = (name: string, fingerprint = '1', modifiedAtMs = 0): InboxEntry => ({
  name,
  size: 1,
  modifiedAtMs,
  fingerprint,
});
const names = (entries: readonly InboxEntry[]) => entries.map((each) => each.name);

describe('a file is settled', () => {
  test('when two looks, far enough apart, saw the same', () => {
    const settle = createSettle({ settleMs: 2_000 });

    expect(settle.observe([entry('a.csv')], 0)).toEqual({ settled: [], waitMs: 2_000 });
    expect(settle.observe([entry('a.csv')], 500)).toEqual({ settled: [], waitMs: 1_500 });
    expect(settle.observe([entry('a.csv')], 2_000)).toEqual({ settled: [entry('a.csv')], waitMs: null });
    expect(names(settle.observe([entry('a.csv')], 9_000).settled)).toEqual(['a.csv']);
  });

  test('never at the first look, however old it is', () => {
    const settle = createSettle({ settleMs: 0 });

    expect(settle.observe([entry('a.csv')], 10_000)).toEqual({ settled: [], waitMs: 0 });
    expect(names(settle.observe([entry('a.csv')], 10_000).settled)).toEqual(['a.csv']);
  });

  test('only after it has stopped changing', () => {
    const settle = createSettle({ settleMs: 2_000 });
    settle.observe([entry('a.csv', '1')], 0);

    expect(settle.observe([entry('a.csv', '2')], 2_000)).toEqual({ settled: [], waitMs: 2_000 });
    expect(settle.observe([entry('a.csv', '3')], 4_000).settled).toEqual([]);
    expect(names(settle.observe([entry('a.csv', '3')], 6_000).settled)).toEqual(['a.csv']);
  });

  test('anew after it was gone', () => {
    const settle = createSettle({ settleMs: 2_000 });
    settle.observe([entry('a.csv')], 0);
    settle.observe([], 2_000);

    expect(settle.observe([entry('a.csv')], 4_000).settled).toEqual([]);
  });

  test('anew after the clock went back', () => {
    const settle = createSettle({ settleMs: 2_000 });
    settle.observe([entry('a.csv')], 100_000);

    expect(settle.observe([entry('a.csv')], 0)).toEqual({ settled: [], waitMs: 2_000 });
    expect(names(settle.observe([entry('a.csv')], 2_000).settled)).toEqual(['a.csv']);
  });
});

test('settled files come by age, then by name', () => {
  const settle = createSettle({ settleMs: 1 });
  const files = [entry('b.csv', '1', 5), entry('c.csv', '1', 4), entry('a.csv', '1', 5), entry('Z.csv', '1', 5)];
  settle.observe(files, 0);

  expect(names(settle.observe(files, 1).settled)).toEqual(['c.csv', 'Z.csv', 'a.csv', 'b.csv']);
});

test('the wait is for the next file, not for the last', () => {
  const settle = createSettle({ settleMs: 2_000 });
  settle.observe([entry('a.csv')], 0);

  expect(settle.observe([entry('a.csv'), entry('b.csv')], 1_500).waitMs).toBe(500);
});
