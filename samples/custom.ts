import { mailAddress } from './mail-address.ts';
import { type Person, person } from './people.ts';
import { renderCsv, renderJson } from './write-formats.ts';

type Row = Record<string, string>;

const employees = 60;
const leaver = 12;
const moved = 17;
const ended = 21;

/** Every sample of the layout custom, by file name: an HR system's own words, which config/examples/custom.yaml maps. */
export function renderCustomSamples(): Record<string, string> {
  const dayOne = Array.from({ length: employees }, (_, index) => row(person(index), index));
  const dayTwo = Array.from({ length: employees + 1 }, (_, index) => nextDay(row(person(index), index), index)).filter(
    (_, index) => index !== leaver,
  );
  return {
    'day-1.csv': renderCsv(dayOne, ';'),
    'day-1.json': renderJson(dayOne),
    'day-2.csv': renderCsv(dayTwo, ';'),
    'bad.csv': renderCsv(dayTwo.map(spoilRow), ';'),
    'rejected.csv': renderCsv(dayTwo.map(spoilNumber), ';'),
  };
}

/** Eleven-digit numbers, no birth date and no company, dates and decimals as they are written in Norway. */
function row(someone: Person, index: number): Row {
  const [street = '', houseNumber = ''] = someone.addressLine.split(/ (?=\d)/);
  const [year = '', month = '', day = ''] = someone.dateOfBirth.split('-');
  return {
    Ansattnr: someone.employeeNo,
    Fødselsnummer: `${day}${month}${year.slice(2)}${someone.ssn}`,
    Etternavn: someone.surname,
    Fornavn: someone.firstName,
    Gateadresse: street,
    Husnr: houseNumber,
    Postnr: someone.postalCode,
    'E-post': mailAddress(someone.firstName, someone.surname, index + 1),
    'Ansatt fra': norwegianDate(someone.hireStartDate),
    'Ansatt til': norwegianDate(someone.hireEndDate),
    Sluttårsak: someone.hireEndCause === 'A' ? 'Alderspensjon' : '',
    Stillingstype: { F: 'Fast', M: 'Midlertidig', T: 'Tilkalling' }[someone.employmentTypeId] ?? '',
    Lønnskode: someone.payType === 'A' ? 'Aktiv' : 'Delvis permisjon',
    Stillingsprosent: `${someone.employmentPercentage},0`,
    Status: index % 20 === 9 ? 'Permisjon' : 'Aktiv',
    Avdeling: index % 3 === 0 ? 'Drift' : 'Vedlikehold',
  };
}

/** One moves, one has left, and is still in the export. */
function nextDay(someone: Row, index: number): Row {
  if (index === moved) return { ...someone, Gateadresse: 'Nyåsveien', Husnr: '8', Postnr: '4056' };
  return index === ended ? { ...someone, Status: 'Sluttet' } : someone;
}

/** A word that the mapping doesn't know, a date in another form, a missing name, a number out of range. */
function spoilRow(someone: Row, index: number): Row {
  if (index === 3) return { ...someone, Stillingstype: 'Lærling' };
  if (index === 8) return { ...someone, 'Ansatt fra': '2003-02-01' };
  if (index === 30) return { ...someone, Etternavn: '' };
  if (index === 40) return { ...someone, Stillingsprosent: '120,0' };
  return someone;
}

/** Two numbers with a slip: one has a wrong digit, one has lost its leading zero. */
function spoilNumber(someone: Row, index: number): Row {
  const number = someone.Fødselsnummer ?? '';
  if (index === 5) return { ...someone, Fødselsnummer: number.slice(0, 10) + ((Number(number[10]) + 3) % 10) };
  return index === 7 ? { ...someone, Fødselsnummer: number.slice(1) } : someone;
}

function norwegianDate(date: string): string {
  return date.split('-').reverse().join('.');
}
