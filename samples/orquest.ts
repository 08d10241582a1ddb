import { mailAddress } from './mail-address.ts';
import { person } from './people.ts';
import { renderCsv, renderJson, renderXml } from './write-formats.ts';

type Element = ReturnType<typeof element>;
/** Blocks and parts of them may be left out. */
type SentElement = Omit<Element, 'user' | 'contracts'> & { user: object; contracts?: object[] };

const employees = 40;
const leaver = 12;
const path = ['employees', 'employee'] as const;

/** Every sample of the layout orquest, by file name. */
export function renderOrquestSamples(): Record<string, string> {
  const dayOne = Array.from({ length: employees }, (_, index) => element(index));
  const dayTwo = Array.from({ length: employees + 1 }, (_, index) => nextDay(index)).filter(
    (_, index) => index !== leaver,
  );
  return {
    'day-1.json': renderJson(dayOne),
    'day-1.xml': renderXml(dayOne, path),
    'day-1.csv': renderCsv(dayOne.map(personAsCells)),
    'day-2.json': renderJson(dayTwo),
    'bad.json': renderJson(dayTwo.map(spoil)),
  };
}

function element(index: number) {
  const { firstName, surname, dateOfBirth, hireStartDate, employmentPercentage } = person(index);
  const employeeId = `0${21_298_500 + index}`;
  const email = mailAddress(firstName, surname, index);
  return {
    business: 'FURU',
    lag: 0,
    partial: false,
    ignoreWithoutOuterId: false,
    ignoreServiceAssociations: false,
    ignoreContracts: false,
    person: {
      name: firstName,
      surname,
      group: `0${1 + (index % 3)}`,
      email,
      birthday: dateOfBirth,
      employeeId,
      metadata: { language: 'norwegian', locker: `L${100 + index}` },
      seniority: hireStartDate,
      virtual: false,
    },
    user: {
      username: `user${index}`,
      email,
      nodes: [10, 14 + (index % 3)],
      roles: [index % 10 === 0 ? 'admin' : 'planner'],
    },
    serviceAssociations: [association(index)],
    contracts: [contract(index, Math.round(24 * Number(employmentPercentage)))],
  };
}

function association(index: number) {
  const product = `C${14 + (index % 5)}`;
  return {
    ownerProduct: product,
    product,
    from: '2024-04-11',
    to: index % 8 === 3 ? '2026-12-31' : null,
    splitPresence: index % 2 === 0,
    unplannable: false,
    card: `${product}A${600 + index}`,
    roles: ['cashier'],
    disponibility: [{ from: '2024-04-11', to: null, ranges: [{ dayType: 'ALL', startMinuteDay: 480, duration: 540 }] }],
    regularCessions: index % 4 === 1 ? [{ product: 'C20', minutes: 60, days: ['MONDAY', 'FRIDAY'] }] : [],
    metadata: { position: 'free' },
    id: `as${1400 + index}`,
  };
}

function contract(index: number, regularMinutes: number) {
  return {
    from: '2024-04-11',
    to: null as string | null,
    regularMinutes,
    weeklyContract: true,
    countingDays: 'MONDAY_SUNDAY',
    additionalMinutes: 360,
    regularControlPeriod: 'WEEKLY',
    regularPeriodMultiplier: 1,
    regularPeriodStartDate: '2024-04-11',
    additionalControlPeriod: 'WEEKLY',
    additionalPeriodMultiplier: 1,
    additionalPeriodStartDate: '2024-04-11',
    calendarDaysOff: true,
    numberOfHolidays: 25,
    numberOfPublicHolidays: 7,
    weeklyDaysInvolved: 'MONDAY_SUNDAY',
    metadata: { agreement: `A${index % 4}` },
    costPerHour: 200.34 + (index % 5),
    personCategory: 'DE125',
    id: `co${1400 + index}`,
    contractTypeId: '07H',
    completed: false,
  };
}

/** One contract that ends, one user without nodes and roles (they stay), one element whose contracts are to be ignored. */
function nextDay(index: number): SentElement {
  const one = element(index);
  const [agreed] = one.contracts;
  if (index === 5 && agreed !== undefined) return { ...one, contracts: [{ ...agreed, to: '2026-12-31' }] };
  if (index === 9) return { ...one, user: { username: one.user.username, email: one.user.email } };
  if (index !== 20) return one;
  const { contracts: _, ...rest } = one;
  return { ...rest, ignoreContracts: true };
}

/** A period that ends before it begins, an invalid mail address of a user, an unknown role, a name missing, one user twice. */
function spoil(one: SentElement, index: number): SentElement {
  const whole = element(index < leaver ? index : index + 1);
  const [agreed] = whole.contracts;
  if (index === 2) return { ...one, contracts: [{ ...agreed, to: '2024-01-01' }] };
  if (index === 15) return { ...one, user: { ...whole.user, email: 'user at example.org' } };
  if (index === 22) return { ...one, user: { ...whole.user, roles: ['Admin'] } };
  if (index === 27) return { ...one, person: { ...one.person, name: '' } };
  if (index === 33 || index === 34) return { ...one, user: { ...whole.user, username: 'both' } };
  return one;
}

/** A CSV has the person fields; business and lag stand in the feed. */
function personAsCells({ person: { metadata, virtual, ...rest } }: Element): Record<string, string> {
  return { ...rest, virtual: String(virtual), metadata: JSON.stringify(metadata) };
}
