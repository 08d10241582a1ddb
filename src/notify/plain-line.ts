import { maskNationalIds } from '../domain/mask.ts';

/** Any text from outside as one line without control characters, reordering marks or national identity numbers. */
export function plainLine(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const line = maskNationalIds(text.replace(unprintable, ' ').replace(/ {2,}/g, ' ').trim());
  const characters = line.length > maxLength ? Array.from(line) : [];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** Control characters, line and paragraph separators, bidirectional overrides, zero-width marks, lone surrogates. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;
