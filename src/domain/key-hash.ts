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
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return { high: high >>> 0, low: low >>> 0 };
}

export function hashKey(key: EmployeeKey): TextHash {
  return hashText(`${key.companyId}\u0000${key.employeeNo}`);
}
