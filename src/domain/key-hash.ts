import type { EmployeeKey } from './employee.ts';

/**
 * A 64-bit hash of a text as two unsigned halves (cyrb53's mixing, both halves kept). It guards nothing secret: it only
 * finds candidates, and whoever acts on a match compares the texts themselves.
 */
export interface TextHash {
  high: number;
  low: number;
}

export function hashText(text: string): TextHash {
  let low = lowSeed;
  let high = highSeed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, lowFactor);
    high = Math.imul(high ^ code, highFactor);
  }
  return mix(low, high);
}

/** The hash of two texts with a U+0000 between them, without joining them first. */
export function hashPair(first: string, second: string): TextHash {
  let low = lowSeed;
  let high = highSeed;
  for (let index = 0; index < first.length; index += 1) {
    const code = first.charCodeAt(index);
    low = Math.imul(low ^ code, lowFactor);
    high = Math.imul(high ^ code, highFactor);
  }
  low = Math.imul(low, lowFactor);
  high = Math.imul(high, highFactor);
  for (let index = 0; index < second.length; index += 1) {
    const code = second.charCodeAt(index);
    low = Math.imul(low ^ code, lowFactor);
    high = Math.imul(high ^ code, highFactor);
  }
  return mix(low, high);
}

/** @param scope where an employee number names one person: in the feed, its company is no part of the key */
export function hashKey(key: EmployeeKey, scope: 'company' | 'feed'): TextHash {
  return hashPair(scope === 'feed' ? '' : key.companyId, key.employeeNo);
}

const lowSeed = 0xdeadbeef | 0;
const highSeed = 0x41c6ce57;
const lowFactor = 0x9e3779b1;
const highFactor = 0x5f356495;

function mix(lowSum: number, highSum: number): TextHash {
  const low = Math.imul(lowSum ^ (lowSum >>> 16), 0x85ebca6b) ^ Math.imul(highSum ^ (highSum >>> 13), 0xc2b2ae35);
  const high = Math.imul(highSum ^ (highSum >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return { high: high >>> 0, low: low >>> 0 };
}
