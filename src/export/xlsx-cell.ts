import type { OverviewColumn, OverviewValue } from './contract.ts';

/** Indexes of the cell formats in xlsx-package.ts. */
export const formats = { general: 0, text: 1, date: 2, time: 3, header: 4, gone: 5, bold: 6 } as const;

/**
 * One cell, or nothing for an empty one. Text is text, typed so and in the format "@": a spreadsheet runs no formula in it, not
 * even after somebody has edited the cell, and keeps the zeros of a number.
 *
 * @param at `B7`
 */
export function renderCell(
  at: string,
  value: OverviewValue,
  kind: OverviewColumn['kind'],
  format: number = formats.text,
): string {
  if (value === null || value === '') return '';
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  if (kind === 'date' || kind === 'time') {
    const days = serialOf(value);
    if (days !== null) return `<c r="${at}" s="${formats[kind]}"><v>${days}</v></c>`;
  }
  return renderText(at, value, format);
}

export function renderText(at: string, text: string, format: number): string {
  return `<c r="${at}" s="${format}" t="inlineStr"><is><t${spaces.test(text) ? keepSpaces : ''}>${escapeXml(shorten(text))}</t></is></c>`;
}

/** Text between tags, or in an attribute. */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(specials, (found) => entities[found] ?? '\uFFFD') : text;
}

const dayMs = 86_400_000;
/** Day 0 of a spreadsheet; it counts a 29 February 1900 that there never was, so days before March have another number. */
const dayZeroMs = Date.UTC(1899, 11, 30);
const firstSureDay = 61;

/** Null for what a spreadsheet has no date for. */
function serialOf(value: string): number | null {
  const days = (Date.parse(value) - dayZeroMs) / dayMs;
  return days >= firstSureDay ? days : null;
}

/** Excel calls a workbook damaged that has a longer one. */
const maxCharacters = 32_767;

function shorten(text: string): string {
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const spaces = /^\s|\s$|\s\s|[\t\n]/;
const keepSpaces = ' xml:space="preserve"';

/** `_x000D_` in a cell stands for that character, so a text that has it written out needs its first mark written in this way. */
const special = /[&<>"\p{Cc}\p{Cs}\uFFFE\uFFFF]|_(?=x[\dA-Fa-f]{4}_)/u;
const specials = new RegExp(special, 'gu');
/** Whatever else is found XML has no place for: control characters, and half a surrogate pair. */
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '\t',
  '\n': '\n',
  '\r': '_x000D_',
  _: '_x005F_',
};
