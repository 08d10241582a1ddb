import { csvOf, longAddress, type RosterRow, xmlOf } from '../fixtures/roster.ts';
import { writtenLayouts } from '../fixtures/rosters/layouts.ts';
import { csvNames, renderCsv } from '../fixtures/rosters/render-csv.ts';
import { renderXml } from '../fixtures/rosters/render-xml.ts';
import type { ModelPerson } from '../pipeline/register-model.ts';
import { toRegistered } from '../pipeline/to-registered.ts';

/** A source of rosters: who is in them, how they are written, and how they come. */
export interface SoakFeed {
  id: string;
  inbox: 'local' | 'sftp';
  complete: 'settled' | 'marker' | 'manifest';
  /** People who may ever stand in its rosters. */
  people: number;
  companyId: (i: number) => string;
  addressLine: string | null;
  written: WrittenFeed;
  /** Further keys of its entry in the config. */
  settings: Record<string, unknown>;
}

/** What a layout makes of the people of the model, who all have the columns of a personnel-ticket roster. */
export interface WrittenFeed {
  layout: string;
  extension: 'csv' | 'xml';
  /** Columns of the model that a roster of this layout tells, and that may change. */
  changing: readonly (keyof RosterRow)[];
  render(rows: readonly RosterRow[]): string;
  /** A person as the register has them, the sealed fields opened. */
  registered(person: ModelPerson): Record<string, unknown>;
}

const ticketColumns = [
  'surname',
  'addressLine',
  'employmentPercentage',
  'disabilityGrade',
  'ssn',
  'leaveFromDate',
] as const;
const ticketCsv: WrittenFeed = {
  layout: 'personnel-ticket',
  extension: 'csv',
  changing: ticketColumns,
  render: (rows) => csvOf(rows),
  registered: toRegistered,
};
const ticketXml: WrittenFeed = { ...ticketCsv, extension: 'xml', render: (rows) => xmlOf(rows) };

/** One after the other they cover every way in which a file comes; sizes from 20 rows to some thousand. */
export function soakFeeds(): SoakFeed[] {
  const ticket = { companyId: () => '1', addressLine: null, written: ticketCsv, settings: {} };
  return [
    {
      id: 'oslo',
      inbox: 'local',
      complete: 'settled',
      ...ticket,
      people: 90,
      companyId: (i) => (i % 4 === 0 ? '2' : '1'),
    },
    { id: 'bergen', inbox: 'sftp', complete: 'settled', ...ticket, people: 400, written: ticketXml },
    { id: 'tromso', inbox: 'sftp', complete: 'marker', ...ticket, people: 1500 },
    { id: 'bodo', inbox: 'local', complete: 'manifest', ...ticket, people: 34 },
    {
      id: 'hamar',
      inbox: 'local',
      complete: 'settled',
      ...ticket,
      people: 200,
      settings: { schedule: '*/7 * * * * *' },
    },
    {
      id: 'molde',
      inbox: 'sftp',
      complete: 'settled',
      ...ticket,
      people: 150,
      companyId: () => '',
      written: hrDataSync(),
    },
    { id: 'narvik', inbox: 'local', complete: 'settled', ...ticket, people: 250, companyId: () => '42', ...custom() },
    // More than a megabyte: read in a thread of its own.
    { id: 'stavanger', inbox: 'local', complete: 'settled', ...ticket, people: 4500, addressLine: longAddress.trim() },
  ];
}

function hrDataSync(): WrittenFeed {
  const shape = writtenLayout('hr-data-sync').layout.shape;
  const valuesOf = (row: RosterRow): Record<string, string> => ({
    employee_id: row.employeeNo,
    forename: row.firstName,
    surname: surnameOf(row),
    employee_type: row.employmentTypeId,
    department: row.addressLine,
    start_date: row.hireStartDate,
    country: 'NO',
    email: `e${row.employeeNo}@example.org`,
  });
  return {
    layout: 'hr-data-sync',
    extension: 'xml',
    changing: ['surname', 'addressLine'],
    render: (rows) => {
      const values = rows.map(valuesOf);
      return renderXml(
        values.map((value) => shape.columns.map((column) => value[column])),
        shape,
        {
          declared: 'utf-8',
          indent: '  ',
          lineBreak: '\n',
          empty: 'pair',
          texts: 'escaped',
          prefix: '',
          comments: false,
        },
      );
    },
    registered: ({ row, active, deactivatedBy }) => ({
      ...nothingKnown(),
      employeeNo: row.employeeNo,
      companyId: '',
      firstName: row.firstName,
      surname: row.surname,
      employmentType: row.employmentTypeId,
      department: row.addressLine,
      hireStartDate: row.hireStartDate,
      country: 'NO',
      email: `e${row.employeeNo}@example.org`,
      active,
      deactivatedBy,
    }),
  };
}

function custom(): Pick<SoakFeed, 'written' | 'settings'> {
  const { layout, choice } = writtenLayout('custom');
  const names = csvNames(layout.shape);
  const valuesOf = (row: RosterRow): Record<string, string> => ({
    Ansattnr: row.employeeNo,
    Fødselsnummer: nationalIdOf(row),
    Fornavn: row.firstName,
    Etternavn: surnameOf(row),
    Gate: row.addressLine,
    Husnr: '7',
    Startdato: row.hireStartDate.split('-').toReversed().join('.'),
    Type: row.employmentTypeId === 'M' ? 'Midlertidig' : 'Fast',
    Prosent: row.employmentPercentage.replace('.', ','),
    Status: 'Aktiv',
  });
  const written: WrittenFeed = {
    layout: 'custom',
    extension: 'csv',
    changing: ['surname', 'addressLine', 'employmentPercentage', 'ssn'],
    render: (rows) => {
      const values = rows.map(valuesOf);
      return renderCsv(
        values.map((value) => names.map((name) => value[name ?? ''])),
        layout.shape,
        {
          delimiter: ';',
          quotes: 'where needed',
          lineBreak: '\r\n',
          header: true,
          separatorLine: false,
          blankLines: false,
          endsLastLine: true,
          decimalComma: false,
        },
      );
    },
    registered: ({ row, active, deactivatedBy }) => ({
      ...nothingKnown(),
      employeeNo: row.employeeNo,
      companyId: '42',
      nationalId: nationalIdOf(row),
      // Nothing else tells it.
      dateOfBirth: row.dateOfBirth,
      firstName: row.firstName,
      surname: row.surname,
      addressLine: `${row.addressLine} 7`,
      hireStartDate: row.hireStartDate,
      employmentType: row.employmentTypeId === 'M' ? 'M' : 'F',
      employmentPercentage: Number(row.employmentPercentage),
      active,
      deactivatedBy,
    }),
  };
  return { written, settings: choice.options as Record<string, unknown> };
}

/** `ddmmyy` and the five digits. */
export function nationalIdOf({ dateOfBirth, ssn }: Pick<RosterRow, 'dateOfBirth' | 'ssn'>): string {
  return dateOfBirth.slice(8, 10) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
}

/** The model quarantines by a pay type; these layouts have none, but want a surname. */
function surnameOf({ payType, surname }: RosterRow): string {
  return payType === 'Q' ? '' : surname;
}

/** A register row with every field empty, but for who it is. */
function nothingKnown(): Record<string, unknown> {
  const fields =
    'firstName surname email phone dateOfBirth gender birthplace addressLine houseNumber postalCode city country hireStartDate ' +
    'hireEndDate hireEndCause employmentType payType employmentPercentage employmentPercentageDate paidPercentage leaveFromDate ' +
    'abstainFromTicket jobTitle department businessUnit costCenter costCenterName attributes nationalId disabilityGrade disabilityFromDate';
  return Object.fromEntries(fields.split(' ').map((field) => [field, null]));
}

function writtenLayout(name: string) {
  const found = writtenLayouts.find(({ choice }) => choice.name === name);
  if (found === undefined) throw new Error(`There is no layout ${name}.`);
  return found;
}
