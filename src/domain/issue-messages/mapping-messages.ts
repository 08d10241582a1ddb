interface Field {
  field: string;
  /** Null where it might be something secret. */
  value: string | null;
}

/** Of what a mapping can't read; headers are null where they might be a value. */
export const mappingMessages = {
  'date-not-in-formats': ({
    field,
    value,
    formats,
    isSerial,
  }: Field & { formats: readonly string[]; isSerial: boolean }) => {
    const hint = isSerial
      ? ': it looks like the serial number that a spreadsheet keeps for a date; format the column as a date so written before the file is saved as CSV'
      : '';
    return `${field}${quoted(value)} is not a date written ${formats.join(' or ')}${hint}.`;
  },
  'word-unknown': ({ field, value, known, isMore }: Field & { known: readonly string[]; isMore: boolean }) =>
    `${field}${quoted(value)} is no word that the mapping knows: ${known.join(', ')}${isMore ? ' and others' : ''}.`,
  'not-yes-or-no': ({ field, value, known }: Field & { known: readonly string[] }) =>
    `${field}${quoted(value)} must be ${known.join(' or ')}.`,
  'national-id-in-column': ({ header }: Column) =>
    `The unmapped column${quoted(header)} has a national identity number in it, which may only stand in its own column.`,
  'national-id-rest-in-column': ({ header }: Column) =>
    `The unmapped column${quoted(header)} has the last digits of the row's own national identity number in it, which must not stand beside the birth date: the value was left out.`,
  'national-ids-kept': ({ column }: { column: string }) =>
    `The unmapped column "${column}" would be kept in plain text, and its name says that it holds national identity numbers: map it to nationalId and name their country (nationalIdScheme), or let keepUnmapped be a list of columns without it.`,
  'second-header': ({ line }: { line: number }) =>
    `The row on line ${line} holds names of columns and no employee: the file has two header rows. Export it with one.`,
  'absent-column': ({ column, targets, likely, loss }: AbsentColumn) => {
    const isMeant = likely === null ? '' : `; is ${likely} meant`;
    const use = targets.length === 0 ? 'keeps' : `reads for ${targets.join(' and ')}`;
    return `No record has ${column}, which the mapping ${use}${isMeant}.${loss === null ? '' : ` ${losses[loss]}`}`;
  },
};

interface Column {
  header: string | null;
}

interface AbsentColumn {
  column: string;
  targets: readonly string[];
  likely: string | null;
  /** What the register would lose. */
  loss: keyof typeof losses | null;
}

const losses = {
  everybodyActive: 'Everybody would be active, those whom earlier rosters have made inactive as well.',
  values: 'The register has values there, and all of them would be emptied.',
};

function quoted(value: string | null): string {
  return value === null ? '' : ` "${value}"`;
}
