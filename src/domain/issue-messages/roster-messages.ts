import { figure } from '../figure.ts';

type Nothing = Record<never, never>;

/** Of rows beside each other, and of a roster as a whole. */
export const rosterMessages = {
  'rows-identical': (_: Nothing) => 'The very same row stands in the file more than once. It counts once.',
  'no-employees': (_: Nothing) => 'The file holds no employees: there is no row behind its header, if it has one.',
  'file-empty': ({ isPacked }: { isPacked: boolean }) =>
    `The file is empty: ${isPacked ? 'nothing is packed in it' : 'it has no bytes at all'}.`,
  'format-unknown': (_: Nothing) =>
    'The file is neither CSV nor XML nor JSON, as far as its name and its first bytes tell.',
  'column-pattern': ({ field, letters, pattern, count, rows, expected }: ColumnPattern) => {
    const column = letters === null ? '' : ` (column ${letters})`;
    const written = pattern === null ? 'the serial numbers that a spreadsheet keeps for dates' : pattern;
    return `The whole column ${field}${column} is written as ${written}: ${figure(count)} of ${figure(rows)} rows. Expected is ${expected}.`;
  },

  'employee-number-repeated': ({ places, more, areRecords }: Places & { areRecords: boolean }) => {
    const where = areRecords
      ? `in records ${listed(places, more)} (the first is 1)`
      : `in lines ${listed(places, more)}`;
    return `This employee number stands in the file with different data, ${where}. None of these rows is used.`;
  },
  'national-id-shared': ({ count, names, more }: Names & { count: number }) =>
    `One national identity number stands under ${count} employee numbers of the company: ${listed(names.map(named), more)}.`,
  'keys-differ-by-case': ({ names, more }: Names) =>
    `Employee numbers that differ only by upper and lower case are different people: ${listed(names.map(named), more)}.`,
  'email-shared': (rows: TiedRows & { isUnclear: boolean }) =>
    rows.isUnclear
      ? `The same email stands ${rowsOf(rows)}, in one of them without a number of its own, so it can't be told who is who. None of these rows is used.`
      : `The same email stands under several employee numbers, ${rowsOf(rows)}.`,
  'user-shared': (rows: TiedRows) =>
    `The same user stands with several employees, ${rowsOf(rows)}; a user belongs to one. None of these rows is used.`,
  'username-kept': (_: Nothing) =>
    'The user has another username in the register, which stays: a username never changes.',
  'user-linked': ({ employeeNo, companyId, isActive }: Owner) => {
    const owner = `employee number ${employeeNo}${companyId === null ? '' : ` of company ${companyId}`}`;
    return isActive
      ? `The user of this employee is linked to another employee in the register (${owner}).`
      : `The user of this employee is still linked to another employee, who has left (${owner}): leaving does not end the link.`;
  },
  'approver-unknown': (approver: Approver) =>
    `${approverOf(approver)} no active employee, neither in this file nor in the register.`,
  'approver-not-looked-up': (approver: Approver) =>
    `${approverOf(approver)} not in this file. Whether the register knows them as active is only told when the file is planned.`,
  'approver-leaving': (approver: Approver) =>
    `${approverOf(approver)} active in the register, but not in this file: whoever is missing is deactivated, and approves nothing any more.`,
  'approver-renamed': (approver: Approver) =>
    `${approverOf(approver)} known to the register by an email that this file changes: nobody has it any more.`,
  'role-unknown': ({ index, known }: { index: number; known: string }) =>
    `user.roles[${index}] is none of the feed's roles (${known}): some role is not valid.`,

  'manifest-rows': ({ said, read }: { said: number; read: number }) =>
    `The manifest says ${figure(said)} rows, but ${figure(read)} were read.`,
  'manifest-sha256': ({ said, is }: { said: string; is: string }) =>
    `The manifest says SHA-256 ${said}, but that of the file as it came is ${is}.`,
  'manifest-missing': (_: Nothing) =>
    'The rosters of this feed come with a manifest, but there is none beside this file.',
};

interface ColumnPattern {
  field: string;
  /** What a spreadsheet calls the column. */
  letters: string | null;
  /** Null for a spreadsheet's serial numbers. */
  pattern: string | null;
  count: number;
  rows: number;
  expected: string;
}

interface Places {
  /** The first of them. */
  places: readonly number[];
  more: number;
}

interface Names {
  /** `line` is null where it tells nothing. */
  names: readonly { name: string; line: number | null }[];
  more: number;
}

interface TiedRows {
  /** Lines, or the employee numbers where several stand on one line. */
  names: readonly string[];
  areLines: boolean;
  more: number;
}

interface Owner {
  employeeNo: string;
  companyId: string | null;
  isActive: boolean;
}

interface Approver {
  email: string;
  more: number;
}

function named({ name, line }: Names['names'][number]): string {
  return line === null ? name : `${name} (line ${line})`;
}

/** A few of them in words; a file can hold any number. */
function listed(items: readonly (string | number)[], more: number): string {
  return more > 0 ? `${items.join(', ')} and ${more} more` : items.join(', ');
}

function rowsOf({ names, areLines, more }: TiedRows): string {
  return `${areLines ? 'in lines' : 'in the rows of'} ${listed(names, more)}`;
}

function approverOf({ email, more }: Approver): string {
  return `The approver ${email}${more === 0 ? ' is' : ` and ${more} more are`}`;
}
