import { XMLBuilder } from 'fast-xml-parser';

/** @param separator what stands between the cells */
export function renderCsv(rows: readonly Record<string, string>[], separator = ','): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => quote(row[column] ?? '', separator)).join(separator));
  return `${[columns.map((column) => quote(column, separator)).join(separator), ...lines].join('\n')}\n`;
}

/** @param path the root's name and that of a record; items of lists are called `item`, null is an empty element */
export function renderXml(records: readonly object[], [root, record]: readonly [string, string]): string {
  return renderDocument({ [root]: { [record]: records.map(wrapLists) } });
}

/** @param content the root element by its name; lists are elements of one name */
export function renderDocument(content: object): string {
  const builder = new XMLBuilder({ format: true, ignoreAttributes: false, suppressBooleanAttributes: false });
  return builder.build({ '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' }, ...content });
}

export function renderJson(records: readonly object[]): string {
  return `${JSON.stringify(records, null, 2)}\n`;
}

function quote(value: string, separator: string): string {
  return /["\n]/.test(value) || value.includes(separator) ? `"${value.replaceAll('"', '""')}"` : value;
}

function wrapLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? '' : { item: value.map(wrapLists) };
  if (value === null) return '';
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wrapLists(part)]));
}
