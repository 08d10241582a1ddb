import { expect, it } from 'vitest';
import { createFirstLines } from '../../src/domain/first-lines.ts';
import { hashText } from '../../src/domain/key-hash.ts';

it('first lines tell where each of many texts was seen first', () => {
  const lines = createFirstLines();
  const many = Array.from({ length: 20_000 }, (_, i) => hashText(`e${i}`));
  expect(many.filter((hash, i) => lines.see(hash, i + 2) !== null)).toEqual([]);
  expect(many.filter((hash, i) => lines.see(hash, 99_999) !== i + 2)).toEqual([]);
});

it('first lines know a text whose hash is zero', () => {
  const lines = createFirstLines();
  expect([lines.see({ high: 0, low: 0 }, 7), lines.see({ high: 0, low: 0 }, 8)]).toEqual([null, 7]);
});
