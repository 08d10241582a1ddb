type Nothing = Record<never, never>;

/** Of the structure of a CSV; names of columns are null where they might be a value. */
export const csvMessages = {
  'row-columns': ({ line, count, expected }: { line: number; count: number; expected: number }) =>
    `The row on line ${line} has ${count === 1 ? '1 column' : `${count} columns`} where ${expected} are expected.`,
  'more-rows-shorter': ({ count, expected }: { count: number; expected: number }) =>
    `${count} more rows near the top have fewer than ${expected} columns.`,
  'columns-dropped': ({ expected, names, more, defaults }: DroppedColumns) => {
    const missing = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
    const consequence = defaults
      ? 'their defaults are used'
      : 'such employees are read as if the file had no such column';
    return `No row has all ${expected} columns: the last ones (${missing}) were left out at least in part, and ${consequence}.`;
  },
  'value-without-name': ({ line, column }: { line: number; column: number }) =>
    `The row on line ${line} has a value in column ${column}, which has no name in the header.`,
  'header-columns': ({ count, expected }: { count: number; expected: number }) =>
    `The header has ${count} columns where ${expected} are expected.`,
  'header-column-missing': ({ names }: { names: readonly string[] }) =>
    `The header has ${names.length === 1 ? 'no column' : 'none of the columns'} ${names.join(', ')}.`,
  'header-duplicate': ({ first, second, name }: { first: number; second: number; name: string | null }) =>
    `The header names two columns alike: column ${first} and column ${second}${named(name)}.`,
  'header-same-meaning': ({ first, firstName, second, secondName, field }: SameMeaning) =>
    `Column ${first}${named(firstName)} and column ${second}${named(secondName)} of the header both mean ${field}.`,
  'header-order': ({ column, field, place }: { column: number; field: string; place: number }) =>
    `Column ${column} is headed ${field}, which belongs in column ${place}. The columns must stand in the layout's order.`,
  'header-names-nothing': ({ line }: { line: number }) =>
    `The first row (line ${line}) names none of the layout's columns. This layout finds its columns by their names, so the file must begin with a header; or the delimiter is another than the feed says.`,
  'header-switched-off': (_: Nothing) =>
    'The feed says that the file has no header (csv.header: false), but this layout finds its columns by their names. Remove csv.header from the feed, and let the export write a header.',
  'header-is-employee': ({ line }: { line: number }) =>
    `The feed says that the first row is a header (csv.header: true), but line ${line} looks like an employee.`,
  'header-below': ({ line, firstLine }: { line: number; firstLine: number }) =>
    `The header stands on line ${line}, below other rows (from line ${firstLine} on). It must be the first row: let the export write no title, date or anything else above it.`,
  'column-unknown': ({ column, name }: { column: number; name: string | null }) =>
    `Column ${column}${named(name)} is unknown and its values are not read.`,
  'blank-rows': ({ count, line }: { count: number; line: number }) => {
    const what = count === 1 ? `Line ${line} has` : `${count} rows, the first on line ${line}, have`;
    return `${what} nothing but delimiters and blanks, and ${count === 1 ? 'was' : 'were'} left out.`;
  },
  'bare-quotes': ({ count, line }: { count: number; line: number }) => {
    const what = count === 1 ? `A value in line ${line} has` : `${count} values, the first in line ${line}, have`;
    return `${what} quotation marks without standing in quotation marks, and ${count === 1 ? 'was' : 'were'} taken literally.`;
  },
  'quote-unclosed': ({ line }: { line: number }) =>
    `The row that begins on line ${line} has a quotation mark that is never closed, so everything behind it was taken for one value.`,
  'quote-misplaced': ({ line, column }: { line: number; column: number | null }) =>
    `The row that begins on line ${line} has a quotation mark in a wrong place${column === null ? '' : ` (column ${column})`}: a value that begins with one must end with one, and have its own ones doubled. The rows behind it were not checked.`,
  'csv-record-too-large': ({ line, most }: { line: number; most: number }) =>
    `The row that begins on line ${line} has more than ${most} characters. Most likely a quotation mark is never closed. The rows behind it were not checked.`,
};

interface DroppedColumns {
  expected: number;
  /** The first of them. */
  names: readonly string[];
  more: number;
  /** Whether the layout has defaults for them. */
  defaults: boolean;
}

interface SameMeaning {
  first: number;
  firstName: string | null;
  second: number;
  secondName: string | null;
  field: string | null;
}

function named(name: string | null): string {
  return name === null ? '' : ` ("${name}")`;
}
