import type { IssueCode } from './issue-code.ts';

/** Of rows: who somebody is, their fields, and rows beside each other. */
export const rowIssues = {
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
} as const satisfies Record<string, IssueCode>;
