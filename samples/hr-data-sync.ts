import { renderPositionSamples } from './hr-data-sync-positions.ts';
import { mailAddress } from './mail-address.ts';
import { person } from './people.ts';
import { renderCsv, renderXml } from './write-formats.ts';

type Row = ReturnType<typeof row>;

const employees = 60;
const leaver = 12;
const moved = 5;
const path = ['employees', 'employee'] as const;

/** What the CSV calls the fields: the feed has to say so, see README.md. */
export const csvColumns = {
  employee_id: 'Ansattnr',
  forename: 'Fornavn',
  surname: 'Etternavn',
  employee_type: 'Stillingstype',
  department: 'Avdeling',
  start_date: 'Ansatt fra',
  country: 'Land',
  email: 'E-post',
} as const;

/** Every sample of the layout hr-data-sync, by file name. */
export function renderHrDataSyncSamples(): Record<string, string> {
  const dayOne = rows(employees);
  const dayTwo = rows(employees + 1)
    .filter((_, index) => index !== leaver)
    .map((one) => (one.employee_id === row(moved).employee_id ? { ...one, department: 'Kundesenter' } : one));
  return {
    'day-1.xml': renderXml(dayOne, path),
    'day-1.csv': renderCsv(dayOne.map(withMappedColumns), ';'),
    'day-2.xml': renderXml(dayTwo, path),
    'bad.xml': renderXml(dayTwo.map(spoil), path),
    ...renderPositionSamples(),
  };
}

function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

function row(index: number) {
  const { firstName, surname, hireStartDate } = person(index);
  return {
    forename: firstName,
    surname,
    employee_id: `a${String(index + 17).padStart(5, '0')}`,
    employee_type: index % 9 === 4 ? 'contractor' : 'employee',
    department: ['Drift', 'Salg', 'IT', 'Økonomi'][index % 4] ?? '',
    start_date: hireStartDate,
    country: index % 7 === 3 ? 'SE' : 'NO',
    email: mailAddress(firstName, surname, index + 17),
  };
}

/** An id in capital letters, a missing mail address, a date in another order, an address that is none. */
function spoil(one: Row, index: number): Row {
  if (index === 3) return { ...one, employee_id: one.employee_id.toUpperCase() };
  if (index === 18) return { ...one, email: '' };
  if (index === 30) return { ...one, start_date: one.start_date.split('-').reverse().join('.') };
  if (index === 44) return { ...one, email: one.email.replace('@', ' at ') };
  return one;
}

function withMappedColumns(one: Row): Record<string, string> {
  return Object.fromEntries(Object.entries(csvColumns).map(([field, column]) => [column, one[field as keyof Row]]));
}
