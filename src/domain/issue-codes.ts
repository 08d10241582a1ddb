/** What each kind of issue is called, and what the reader of a mail can do about it. */
export interface IssueCode {
  title: string;
  advice: string;
}

/** The advice for an issue; a code without an entry gets the one that is always right. */
export function adviceFor(code: string): string {
  return entryFor(code)?.advice ?? 'Correct the source system and send the whole roster again.';
}

/** A short name for a kind of issue, for headings. */
export function titleFor(code: string): string {
  return entryFor(code)?.title ?? code.replaceAll('-', ' ');
}

function entryFor(code: string): IssueCode | undefined {
  return Object.hasOwn(issueCodes, code) ? issueCodes[code as keyof typeof issueCodes] : undefined;
}

export const issueCodes = {
  // The file as a whole.
  'file-empty': {
    title: 'empty file',
    advice: 'The export wrote nothing. Run it again and look for an error in its own log.',
  },
  'no-employees': {
    title: 'no employees',
    advice: 'Check whether the export broke off or its filter fits nobody.',
  },
  'unknown-format': {
    title: 'unknown format',
    advice: 'Send a CSV or XML file. From a spreadsheet, save it as "CSV UTF-8".',
  },
  truncated: { title: 'cut short', advice: 'The file was cut short. Send it again and compare its size.' },
  'invalid-encoding': {
    title: 'invalid characters',
    advice: 'Export the file as "CSV UTF-8", or name its charset in the feed (csv.charset: windows-1252).',
  },
  'unknown-charset': {
    title: 'unknown charset',
    advice: 'Use UTF-8, or one of the charsets that the message names.',
  },
  'charset-guessed': {
    title: 'charset guessed',
    advice: 'Check a name with special letters in the register. Export as UTF-8, or name the charset in the feed.',
  },
  'control-character': {
    title: 'control character',
    advice: 'Remove the character in the source system, or check that the file is no binary file. Then send it again.',
  },

  // The structure of a CSV.
  'column-count': {
    title: 'wrong number of columns',
    advice:
      'Check the row for a delimiter inside a value: such a value must stand in quotation marks. Check the delimiter if every row is named.',
  },
  'dropped-columns': {
    title: 'empty columns left out',
    advice: 'Nothing is lost. A spreadsheet leaves out empty columns at the end; export them to be rid of this.',
  },
  'blank-rows': {
    title: 'blank rows',
    advice: 'Nothing is lost. Delete the empty rows of the spreadsheet before it is saved, to be rid of this.',
  },
  'duplicate-header': { title: 'duplicate column', advice: 'Give every column of the header its own name.' },
  'missing-header': {
    title: 'missing header',
    advice: 'Let the export write its header again, or remove csv.header from the feed.',
  },
  'header-order': {
    title: 'columns in another order',
    advice: "Export the columns in the layout's order. They are read by position, whatever the header says.",
  },
  'missing-column': { title: 'missing column', advice: 'Add the missing column to the export.' },
  'unclosed-quote': {
    title: 'unclosed quotation mark',
    advice: 'Close the quotation mark in that row, or send the file again if it was cut short.',
  },
  'invalid-quote': {
    title: 'misplaced quotation mark',
    advice: 'Let the export put values with quotation marks in quotation marks and double the inner ones.',
  },
  'record-too-large': {
    title: 'record too large',
    advice: 'Look at the row named for a quotation mark or an element that is never closed.',
  },

  // The structure of an XML.
  'not-well-formed': {
    title: 'not well-formed',
    advice: 'Send the file again. If it fails once more, have the export mended.',
  },
  doctype: { title: 'DOCTYPE', advice: 'Remove the DOCTYPE from the export.' },
  'too-deep': { title: 'nested too deep', advice: 'Have the export mended: a roster has three levels of elements.' },
  'wrong-root': { title: 'wrong root element', advice: 'Check that this file belongs to this feed and its layout.' },
  'unexpected-element': { title: 'unexpected element', advice: "Build the file as the feed's layout describes it." },
  'unexpected-text': { title: 'text between elements', advice: 'Remove the text that stands between the elements.' },
  'duplicate-element': { title: 'duplicate element', advice: 'Send every element once for each employee.' },
  'unknown-element': {
    title: 'unknown element',
    advice: 'Correct its name if it is a slip, otherwise leave the element out.',
  },
  'unknown-attribute': {
    title: 'unknown attribute',
    advice: 'Correct its name if it is a slip, otherwise leave the attribute out.',
  },

  // Identity.
  'invalid-birth-date': {
    title: 'birth date',
    advice: 'Correct the birth date in the source system and send the whole roster again.',
  },
  'missing-birth-date': {
    title: 'missing birth date',
    advice: 'Enter the birth date in the source system and send the whole roster again.',
  },
  'invalid-ssn': {
    title: 'SSN',
    advice: 'Correct the SSN or the birth date in the source system and send the whole roster again.',
  },
  'missing-ssn': {
    title: 'missing SSN',
    advice: 'Enter the SSN in the source system and send the whole roster again.',
  },
  'unknown-company': {
    title: 'unknown company',
    advice:
      "Use the company's id in the ticket system (not its organisation number), or add it to the feed's companies.",
  },
  'invalid-key': { title: 'unreadable key', advice: 'Correct the employee number or company id in the source system.' },
  'national-id-as-key': {
    title: 'identity number as key',
    advice:
      'Export a number of your own for employees and companies. National identity numbers are only read from their own column.',
  },
  'national-id-in-text': {
    title: 'identity number in a text',
    advice: 'Remove the identity number from this field in the source system. It is only read from its own column.',
  },

  // Fields.
  'missing-field': { title: 'missing value', advice: 'Enter the value in the source system.' },
  'unknown-code': { title: 'unknown code', advice: 'Use one of the codes that the message names.' },
  'invalid-number': { title: 'not a number', advice: 'Export numbers with a decimal point, without signs or spaces.' },
  'number-out-of-range': { title: 'number out of range', advice: 'Correct the number in the source system.' },
  'invalid-date': { title: 'not a date', advice: 'Export dates as yyyy-MM-dd, and correct days that do not exist.' },
  'invalid-boolean': { title: 'not true or false', advice: 'Export true or false.' },
  'boolean-spelling': { title: 'spelling of true and false', advice: 'Export true or false in small letters.' },
  'missing-disability-date': {
    title: 'missing disability date',
    advice: 'Enter the date from which the disability grade is valid.',
  },
  'too-long': { title: 'too long', advice: 'Shorten the value in the source system.' },
  'column-pattern': {
    title: 'a whole column is written differently',
    advice: 'Change the format of this column in the export; that settles all of these rows at once.',
  },

  // Rows beside each other.
  'duplicate-rows': { title: 'identical rows', advice: 'Nothing is lost. Remove the repeated row from the export.' },
  'duplicate-employee-number': {
    title: 'duplicate employee number',
    advice: 'Find out which of the rows is right and remove the others. Until then the employee is left as is.',
  },
  'duplicate-national-id': {
    title: 'one person twice',
    advice: 'Check whether this person really has two employments; otherwise remove one of the employee numbers.',
  },
  'keys-differ-by-case': {
    title: 'employee numbers that differ by case',
    advice: 'Check whether both are meant; they are treated as two people.',
  },
} as const satisfies Record<string, IssueCode>;
