// Writes the samples of samples/personnel-ticket: node samples/generate.ts
import { mkdir, writeFile } from 'node:fs/promises';
import { XMLBuilder } from 'fast-xml-parser';
import type { Person } from './people.ts';
import { columns, person } from './people.ts';

const employees = 220;
const leaver = 41;
const moved = 17;

/** Every sample of the layout personnel-ticket, by file name. */
export function renderSamples(): Record<string, string> {
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
    'day-1.xml': renderXml(dayOne),
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

function renderCsv(rows: readonly Person[]): string {
  const lines = rows.map((row) => columns.map((column) => quote(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function quote(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Empty fields are left out: an absent element has its default. */
function renderXml(rows: readonly Person[]): string {
  const filled = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));
  const builder = new XMLBuilder({ format: true, ignoreAttributes: false, suppressBooleanAttributes: false });
  return builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    employees: { employee: filled },
  });
}

if (import.meta.main) {
  const directory = new URL('./personnel-ticket/', import.meta.url);
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(renderSamples())) await writeFile(new URL(name, directory), text);
}
