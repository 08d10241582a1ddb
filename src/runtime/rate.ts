/** So many in so much time, as people write it: `10/s`, `600/m`, `1000/h`. */
export const ratePattern = /^([1-9]\d{0,5})\/(s|m|h)$/;

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** @returns the milliseconds from one to the next; 0 when the text is no rate */
export function parseRate(text: string): number {
  const [, amount, unit] = ratePattern.exec(text) ?? [];
  return amount === undefined ? 0 : (unitMs[unit ?? ''] ?? 0) / Number(amount);
}
