interface Field {
  field: string;
}

/** Null where it might be something secret. */
interface Shown extends Field {
  value: string | null;
}

/** Of one field of a row. */
export const fieldMessages = {
  'field-missing': ({ field }: Field) => `${field} is missing; it is required.`,
  'fields-missing-both': ({ field, other }: Field & { other: string }) =>
    `${field} and ${other} are both missing; one of them is required.`,
  'disability-date-missing': (_: Record<never, never>) =>
    'disabilityFromDate is missing; it is required where disabilityGrade is above 0.',

  'spreadsheet-error': ({ field, value, cause }: SpreadsheetError) =>
    `${field} is "${value}": ${spreadsheetErrors[cause]}, and export it anew.`,
  'ssn-spreadsheet-error': ({ field, value, cause }: SpreadsheetError) =>
    `${field} ***** is invalid: it is "${value}": ${spreadsheetErrors[cause]}.`,
  'ssn-invalid': ({ field, reason }: Field & { reason: SsnReason }) =>
    `${field} ***** is invalid: ${ssnReasons[reason]}.`,
  /** `reason` is English, as the rules of the number's country have it. */
  'national-id-invalid': ({ field, reason }: Field & { reason: string }) => `${field} ***** is invalid: ${reason}.`,
  'national-id-as-key': ({ field, own, vacant = false }: Field & { own: boolean; vacant?: boolean }) => {
    const what = own
      ? "is the person's own national identity number, which"
      : 'looks like a national identity number; such a number';
    return `${field} ${what} must not serve as a key.${vacant ? countsAsVacant : ''}`;
  },
  'national-id-in-text': ({ field }: Field) =>
    `${field} has a national identity number in it, which may only stand in its own columns.`,

  'company-unknown': ({ field, value, known, isOrganisation }: Shown & { known: string; isOrganisation: boolean }) => {
    const kind = isOrganisation ? ': this looks like an organisation number' : '';
    return `${field}${quoted(value)} is none of the feed's companies (${known})${kind}.`;
  },
  'boolean-spelling': ({ field, value, read }: Shown & { read: string }) =>
    `${field}${quoted(value)} was read as ${read}; it should be written ${read}.`,
  'boolean-invalid': ({ field, value }: Shown) => `${field}${quoted(value)} must be true or false.`,
  'postal-code-short': ({ field, value }: Shown) =>
    `${field}${quoted(value)} has three digits; a Norwegian one has four: a spreadsheet may have dropped the leading zero. If so, ${asText}.`,
  'scientific-notation': ({ field, vacant = false }: Field & { vacant?: boolean }) =>
    `${field} was turned into scientific notation by a spreadsheet, and its last digits are lost; ${asText}, and export it anew.${vacant ? countsAsVacant : ''}`,
  'decimal-key': ({ field }: Field) =>
    `${field} ends in a decimal zero: a program took it for a number, and may have dropped leading zeros; keep the column as text there, and export it anew.`,
  'key-too-long': ({ field, most, isFallback }: Field & { most: number; isFallback: boolean }) =>
    isFallback
      ? `${field} serves as the employee number here, and is longer than ${most} characters.`
      : `${field} is longer than ${most} characters.`,
  'key-characters': ({ field, most }: Field & { most: number }) =>
    `${field} may only have lower-case letters and digits in it, at most ${most}.`,
  'key-control-character': ({ field }: Field) => `${field} has a control character in it.`,

  'birth-date-future': ({ field, value }: Shown) => `${field}${quoted(value)} lies in the future.`,
  'birth-date-too-old': ({ field, value, years }: Shown & { years: number }) =>
    `${field}${quoted(value)} is more than ${years} years ago.`,
  'date-not-in-calendar': ({ field, value }: Shown) => `${field}${quoted(value)} is no day in the calendar.`,
  /** `written` is the shape that a hidden value has. */
  'date-not-written': ({ field, value, isSerial, written }: Shown & { isSerial: boolean; written: string | null }) => {
    const hint = isSerial
      ? ': it looks like the serial number that a spreadsheet keeps for a date; format the column as a date written yyyy-MM-dd before the file is saved as CSV'
      : written === null
        ? ''
        : `: it is written ${written}`;
    return `${field}${quoted(value)} is not a date written yyyy-MM-dd (such as 1974-11-23)${hint}.`;
  },

  /** `meant` is the code that such a value stands for. */
  'code-unknown': ({ field, value, known, meant }: UnknownCode) => {
    const advice = meant === null ? `Known are ${known}.` : `Write ${meant.code} for ${meant.name}.`;
    return `${field}${quoted(value)} is no known code. ${advice}`;
  },
  'text-too-long': ({ field, length, most }: Field & { length: number; most: number }) =>
    `${field} has ${length} characters; at most ${most} are possible.`,
  'email-invalid': ({ field }: Field) => `${field} is not a mail address like name@example.org.`,
  'number-invalid': ({ field, value, isWhole, decimal = 'point' }: InvalidNumber) => {
    const rule = isWhole
      ? 'a whole number written with digits alone'
      : `a number written with digits and, if need be, a ${decimal} and up to four decimals`;
    return `${field}${quoted(value)} is not ${rule}.`;
  },
  'number-out-of-range': ({ field, value, from, to }: Shown & { from: number; to: number }) =>
    `${field}${quoted(value)} is out of range; it must be ${from} to ${to}.`,
};

export type SsnReason = keyof typeof ssnReasons;

interface SpreadsheetError extends Field {
  value: string;
  cause: keyof typeof spreadsheetErrors;
}

interface UnknownCode extends Shown {
  known: string;
  meant: { code: string; name: string } | null;
}

interface InvalidNumber extends Shown {
  isWhole: boolean;
  decimal?: 'point' | 'comma';
}

function quoted(value: string | null): string {
  return value === null ? '' : ` "${value}"`;
}

/** The mend for what spreadsheets do to digits. */
const asText = 'format the column as text before the file is saved as CSV';
const countsAsVacant = ' The position counts as vacant.';

const spreadsheetErrors = {
  formula: 'a formula of the spreadsheet gave this error, and the value is lost; correct it there',
  'too-narrow': 'the column was too narrow to show the value, which is lost; make the column wider',
};

const ssnReasons = {
  'not-five-digits': 'it must be exactly five digits',
  'zeros-lost': `it must be exactly five digits, and a spreadsheet seems to have dropped leading zeros; ${asText}`,
  'check-digit': "its check digits don't fit the birth date",
  'check-digit-2032': 'its check digits are wrong; they would only be right for a number that is issued from 2032 on',
  century: "its first three digits don't belong to the century of the birth date",
  synthetic:
    "its check digits don't fit the birth date, except as a synthetic test number, which this feed does not allow",
};
