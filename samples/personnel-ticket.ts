import type { Person } from './people.ts';
import { person } from './people.ts';
import { renderCsv, renderXml } from './write-formats.ts';

const employees = 220;
const leaver = 41;
const moved = 17;

/** Every sample of the layout personnel-ticket, by file name. */
export function renderPersonnelTicketSamples(): Record<string, string> {
  const dayOne = people(employees);
  const dayTwo = people(employees + 1)
    .filter((_, index) => index !== leaver)
    .map((someone) =>
      someone.employeeNo === person(moved).employeeNo
        ? { ...someone, addressLine: 'Nyåsveien 8', postalCode: '4056' }
        : someone,
    );
  return {
    'day-1.csv': renderCsv(dayOne),
    'day-1.xml': renderXml(filled(dayOne), ['employees', 'employee']),
    'day-2.csv': renderCsv(dayTwo),
    'rejected.csv': renderCsv(dayTwo.map(spoil)),
    'held.csv': renderCsv(dayTwo.slice(0, 100)),
  };
}

function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => person(index));
}

/** Two impossible birth dates, one wrong check digit, one pay type that doesn't exist. */
function spoil(someone: Person, index: number): Person {
  if (index === 22) return { ...someone, dateOfBirth: '1979-02-30' };
  if (index === 108) return { ...someone, dateOfBirth: '2091-03-14' };
  if (index === 63) return { ...someone, ssn: someone.ssn.slice(0, 4) + ((Number(someone.ssn[4]) + 3) % 10) };
  if (index === 150) return { ...someone, payType: 'Q' };
  return someone;
}

/** Empty fields are left out: an absent element has its default. */
function filled(rows: readonly Person[]): Record<string, string>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));
}
