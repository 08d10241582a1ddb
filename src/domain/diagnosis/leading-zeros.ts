import type { EmployeeKey } from '../employee.ts';
import { changeOfNumber, type NumberChange } from './number-change.ts';

/** A spreadsheet takes numbers for amounts: 004711 becomes 4711, in the employee numbers, the company ids or both. */
export function zerosLost(missing: readonly EmployeeKey[]): NumberChange[] {
  const ways = [
    { in: 'number', of: '', change: ({ companyId, employeeNo }: EmployeeKey) => [companyId, withoutZeros(employeeNo)] },
    {
      in: 'company',
      of: ' of the company ids',
      change: ({ companyId, employeeNo }: EmployeeKey) => [withoutZeros(companyId), employeeNo],
    },
    {
      in: 'both',
      of: ' of company ids and employee numbers',
      change: ({ companyId, employeeNo }: EmployeeKey) => [withoutZeros(companyId), withoutZeros(employeeNo)],
    },
  ];
  const digits = onlyLength(missing.map(({ employeeNo }) => employeeNo).filter((number) => /^0\d+$/.test(number)));
  return ways.map((way) => {
    const isPadded = way.in === 'number' && digits !== null;
    return {
      code: 'leading-zeros-lost',
      isTelling: true,
      remedy: `leading zeros${way.of} are restored${isPadded ? `, to ${digits} digits` : ''}`,
      facts: { in: way.in, ...(isPadded && { digits: String(digits) }) },
      inFile(key) {
        const [companyId = '', employeeNo = ''] = way.change(key);
        return companyId === key.companyId && employeeNo === key.employeeNo ? null : { companyId, employeeNo };
      },
    };
  });
}

/** The other way round: an export that fills numbers up to so many digits. */
export function zerosAdded(newcomers: readonly EmployeeKey[]): NumberChange[] {
  const filled = newcomers.map(({ employeeNo }) => employeeNo).filter((number) => /^0\d+$/.test(number));
  const digits = onlyLength(filled);
  if (digits === null) return [];
  return [
    changeOfNumber({
      code: 'leading-zeros-added',
      isTelling: true,
      remedy: 'leading zeros are removed',
      facts: {},
      numberInFile: (number) => number.padStart(digits, '0'),
    }),
  ];
}

function withoutZeros(text: string): string {
  return text.replace(/^0+(?=\d)/, '');
}

/** Null where they differ in length, or there are none. */
function onlyLength(numbers: readonly string[]): number | null {
  const [first] = numbers;
  return first !== undefined && numbers.every(({ length }) => length === first.length) ? first.length : null;
}
