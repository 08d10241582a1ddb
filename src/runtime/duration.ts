/** Durations as people write them: `500ms`, `2s`, `10m`, `3h`, `3d`. */
export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns milliseconds, or null when the text is no duration */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = durationPattern.exec(text.trim()) ?? [];
  const factor = unitMs[unit ?? ''];
  if (amount === undefined || factor === undefined) return null;
  return Math.round(Number(amount) * factor);
}
