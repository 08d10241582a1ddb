/** What each kind of issue is called, and what the reader of a mail can do about it. */
export interface IssueCode {
  title: string;
  advice: string;
  /** Set where the register has its say, too: what the file changes in it may have settled the issue, or made it worse. */
  restsOnRegister?: true;
}

/** The advice for an issue; a code without an entry gets the one that is always right. */
export function adviceFor(code: string): string {
  return entryFor(code)?.advice ?? 'Correct the source system and send the whole roster again.';
}

/** A short name for a kind of issue, for headings. */
export function titleFor(code: string): string {
  return entryFor(code)?.title ?? code.replaceAll('-', ' ');
}

/** Whether the same file may be judged otherwise once it has been applied. */
export function restsOnRegister(code: string): boolean {
  return entryFor(code)?.restsOnRegister === true;
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
  'manifest-sha256': {
    title: "not the manifest's file",
    advice:
      'Send the roster and then its manifest again. The SHA-256 is that of the file as it is sent, packed or encrypted.',
  },
  'manifest-rows': {
    title: "not the manifest's number of rows",
    advice: 'Send the whole roster and then its manifest again. Its rows are the employees, without the header.',
  },
  'manifest-invalid': {
    title: 'unusable manifest',
    advice: 'Write the manifest as JSON like {"rows": 200, "sha256": "..."}, with one of the two at least.',
  },
  'manifest-missing': {
    title: 'no manifest',
    advice: 'Make sure that the file is whole, or put its manifest beside it: its name and ".manifest.json" behind it.',
  },
  'unknown-format': {
    title: 'unknown format',
    advice: 'Send a CSV, XML or JSON file. From a spreadsheet, save it as "CSV UTF-8".',
  },
  truncated: { title: 'cut short', advice: 'The file was cut short. Send it again and compare its size.' },
  'invalid-encoding': {
    title: 'invalid characters',
    advice:
      'Export the file as UTF-8 (a spreadsheet has "CSV UTF-8"), or name its charset: an XML does in its declaration, a CSV by csv.charset of the feed.',
  },
  'unknown-charset': {
    title: 'unknown charset',
    advice: 'Use UTF-8, or one of the charsets that the message names.',
  },
  'charset-guessed': {
    title: 'charset guessed',
    advice: 'Check a name with special letters in the register. Export as UTF-8, or name the charset in the feed.',
  },
  'unclear-charset': {
    title: 'unclear charset',
    advice:
      'Export the file as UTF-8, or correct what names its charset: of an XML its declaration, of a CSV csv.charset of the feed.',
  },
  'replacement-character': {
    title: 'lost letters',
    advice:
      'The letter was lost before the file was written. Look for it in the source system, and for others like it.',
  },
  'twice-encoded': {
    title: 'damaged letters',
    advice:
      'Look for a program between the source system and Rollcall that opens the file and saves it again, and let it read UTF-8.',
  },
  'control-character': {
    title: 'control character',
    advice: 'Remove the character in the source system, or check that the file is no binary file. Then send it again.',
  },

  // What the file is packed in.
  'archive-damaged': {
    title: 'damaged archive',
    advice: 'Send the file again. If it fails once more, look at how it is packed and transferred (in binary mode).',
  },
  'archive-bomb': {
    title: 'archive unpacks to too much',
    advice: 'Find out who sent this file and how it was made: no roster packs like that.',
  },
  'archive-members': {
    title: 'not exactly one file in the archive',
    advice: 'Pack the roster, and nothing else.',
  },
  'archive-name': {
    title: 'dangerous name in the archive',
    advice: 'Find out who sent this file and how it was made: such names are used for attacks.',
  },
  'archive-unsupported': {
    title: 'packed in a way that is not read',
    advice: 'Send the file as it is, or packed as gzip, as zip with one file, or with OpenPGP.',
  },
  'not-decryptable': {
    title: 'not decryptable',
    advice: "Encrypt the file for the feed's key, and check the key and its passphrase in the feed (decrypt).",
  },
  'signature-missing': {
    title: 'signature missing',
    advice: 'Have the file signed with OpenPGP by the signer that the feed names (gpg --sign, not --detach-sign).',
  },
  'signature-invalid': {
    title: 'signature not valid',
    advice: 'Do not trust this file. Find out who sent it, and whether the signer has a new key.',
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
    advice: 'Let the export write its header, or remove csv.header from the feed.',
  },
  'second-header': {
    title: 'two header rows',
    advice: 'Export the file with one header row: the names of the columns, and the employees right below.',
  },
  'rows-above-header': {
    title: 'rows above the header',
    advice: 'Let the file begin with its header: without a title, a date or any other row above it.',
  },
  'header-order': {
    title: 'columns in another order',
    advice: "Export the columns in the layout's order. They are read by position, whatever the header says.",
  },
  'unknown-column': {
    title: 'unknown column',
    advice: 'Correct its name if it is a slip, otherwise leave the column out of the export.',
  },
  'missing-column': { title: 'missing column', advice: 'Add the missing column to the export.' },
  'absent-column': {
    title: 'column that no record has',
    advice:
      'Correct the name in the export, or in the mapping of the feed. Where the export leaves out what nobody has, the mapping must say what the field is then: default: "" (for active, default: "true").',
  },
  'unclosed-quote': {
    title: 'unclosed quotation mark',
    advice: 'Close the quotation mark in that row, or send the file again if it was cut short.',
  },
  'bare-quotes': {
    title: 'values with bare quotation marks',
    advice: 'Check these values; an export that puts them into quotation marks, with their own ones doubled, is safe.',
  },
  'invalid-quote': {
    title: 'misplaced quotation mark',
    advice: 'Let the export put values with quotation marks in quotation marks and double the inner ones.',
  },
  'record-too-large': {
    title: 'record too large',
    advice: 'Look at the row named for a quotation mark or an element that is never closed.',
  },

  // The structure of an XML or a JSON.
  'not-well-formed': {
    title: 'not well-formed',
    advice: 'Send the file again. If it fails once more, have the export mended.',
  },
  doctype: { title: 'DOCTYPE', advice: 'Remove the DOCTYPE from the export.' },
  'too-deep': { title: 'nested too deep', advice: 'Have the export mended: a roster is not nested that deep.' },
  'wrong-root': { title: 'wrong root element', advice: 'Check that this file belongs to this feed and its layout.' },
  'unexpected-element': { title: 'unexpected element', advice: "Build the file as the feed's layout describes it." },
  'unexpected-text': { title: 'text between elements', advice: 'Remove the text that stands between the elements.' },
  'duplicate-element': { title: 'duplicate element', advice: 'Send every element once for each employee.' },
  'unknown-element': {
    title: 'unknown element',
    advice: 'Correct its name if it is a slip, otherwise leave the element out.',
  },
  'duplicate-key': { title: 'duplicate key', advice: 'Send every key once for each employee.' },
  'half-character': {
    title: 'half a character',
    advice: 'Have the export mended: it cuts texts in the middle of a character.',
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
  'national-id-kept': {
    title: 'identity numbers to be kept in plain text',
    advice:
      "Leave the column out of the export, or change the feed's mapping: map it to nationalId and name its country, or name the columns to keep in a list without it (keepUnmapped).",
  },

  // Fields.
  'missing-field': { title: 'missing value', advice: 'Enter the value in the source system.' },
  'unknown-code': { title: 'unknown code', advice: 'Use one of the codes that the message names.' },
  'invalid-number': {
    title: 'not a number',
    advice: 'Export plain numbers with four decimals at most, without signs or spaces.',
  },
  'number-out-of-range': { title: 'number out of range', advice: 'Correct the number in the source system.' },
  'invalid-date': {
    title: 'not a date',
    advice: 'Export dates as the message says, and correct days that do not exist.',
  },
  'invalid-boolean': { title: 'not true or false', advice: 'Export true or false.' },
  'boolean-spelling': { title: 'spelling of true and false', advice: 'Export true or false in small letters.' },
  'missing-disability-date': {
    title: 'missing disability date',
    advice: 'Enter the date from which the disability grade is valid.',
  },
  'invalid-email': { title: 'mail address', advice: 'Correct the mail address in the source system.' },
  'scientific-notation': {
    title: 'scientific notation',
    advice:
      'A spreadsheet took the value for a number and lost its last digits. Export it anew, and format the column as text before the file is saved as CSV.',
  },
  'decimal-key': {
    title: 'number with a decimal zero',
    advice: 'Keep the column as text in the program that writes the file: 10405 must not become 10405.0.',
  },
  'spreadsheet-error': {
    title: 'error of a spreadsheet',
    advice: 'Correct the formula or the width of the column in the spreadsheet, and export it anew.',
  },
  'leading-zeros-lost': {
    title: 'leading zeros lost',
    advice:
      'Format the column as text before the file is saved as CSV. Nothing is to be done where the value is right.',
  },
  'invalid-part': {
    title: 'wrong value in a list or object',
    advice: 'Correct the part that the message names in the source system.',
  },
  'unknown-part': {
    title: 'unknown name in a list or object',
    advice: 'Nothing is lost. Correct its name if it is a slip, otherwise leave it out.',
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
  'duplicate-email': {
    title: 'one email under several numbers',
    advice: 'Give each person an email of their own, or a number that tells them apart.',
  },
  'unknown-approver': {
    title: 'unknown approver',
    advice: 'An approver must be an active user: add them to the roster, or name somebody else.',
    restsOnRegister: true,
  },
  'approver-missing': {
    title: 'approver who will be unknown',
    advice:
      'Add the approver to the roster, name them by their new email, or name somebody else: from the next roster on the rows are left out for it.',
    restsOnRegister: true,
  },
  'key-not-allowed': {
    title: 'id with characters that are not allowed',
    advice:
      'Give the id only the characters that the message names. It is a key, so that nothing of it is mended here.',
  },
  'user-email-invalid': {
    title: "user's email address",
    advice: "Correct the user's email address in the source system.",
  },
  'unknown-role': {
    title: 'unknown role',
    advice: "Use one of the roles that the message names, or add it to the feed's roles (orquest.roles).",
  },
  'user-linked-elsewhere': {
    title: 'user of another employee',
    advice:
      'A user belongs to one employee: give the employee a user of their own, or end the link: send the other one in a JSON roster with "user": null. Somebody who has left is then active until a roster comes without them.',
    restsOnRegister: true,
  },
  'username-kept': {
    title: 'other username',
    advice: 'Send the username that the user was created with, or end the link and create another user.',
  },
  'keys-differ-by-case': {
    title: 'employee numbers that differ by case',
    advice: 'Check whether both are meant; they are treated as two people.',
  },

  // Positions.
  'missing-position-id': { title: 'missing position id', advice: 'Give every position an id in the source system.' },
  'invalid-position-id': {
    title: 'position id',
    advice: 'Use lower-case letters and digits only, and the same id wherever the position is meant.',
  },
  'missing-parent': {
    title: 'missing parent',
    advice: 'Name the position above it. Only the one at the top, the root, has none.',
  },
  'root-with-parent': {
    title: 'root with a parent',
    advice: 'Take the parent away from the root, or export another position as the root.',
  },
  'own-parent': { title: 'its own parent', advice: 'Name the position above it; nothing can be above itself.' },
  'no-root': {
    title: 'no root',
    advice: 'Export the position at the top of the hierarchy, too: the one that has nobody above it.',
  },
  'several-roots': {
    title: 'several roots',
    advice: 'Give all positions but the one at the top a parent in the source system.',
  },
  'orphan-position': {
    title: 'parent not in the file',
    advice: 'Export the position that it names as its parent, too, or name another one.',
  },
  'position-cycle': {
    title: 'positions in a circle',
    advice: 'Give one of the positions named another parent, so that all of them lead up to the root.',
  },
  'duplicate-position-id': {
    title: 'duplicate position id',
    advice: 'Find out which of the rows is right and remove the others, or give each position an id of its own.',
  },
  'too-many-positions': {
    title: 'too many positions',
    advice: 'Check whether the export repeats its rows; a hierarchy of this size is none.',
  },
  'unknown-employee': {
    title: 'employee not known',
    advice:
      'Nothing is lost: the position is linked as soon as a roster brings the employee. Correct the number if it is wrong.',
  },
  'employee-in-two-positions': {
    title: 'one employee in two positions',
    advice: 'Check whether this person really holds both; otherwise leave one of them vacant.',
  },
} as const satisfies Record<string, IssueCode>;
