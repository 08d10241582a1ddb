import type { EmployeeKey } from '../employee.ts';
import { maskNationalIds } from '../mask.ts';
import { changeOfNumber, type NumberChange } from './number-change.ts';

/** What stands before or behind all employee numbers on one side alone, as far as it is common there: E-, .0 */
export function affixChanges(missing: readonly EmployeeKey[], newcomers: readonly EmployeeKey[]): NumberChange[] {
  return [
    ...commonStarts(newcomers).map((prefix) =>
      affixChange('prefix-added', prefix, 'removed', (number) => prefix + number),
    ),
    ...commonStarts(missing).map((prefix) =>
      affixChange('prefix-removed', prefix, 'added', (number) =>
        number.startsWith(prefix) && number.length > prefix.length ? number.slice(prefix.length) : null,
      ),
    ),
    ...commonEnds(newcomers).map((suffix) =>
      affixChange('suffix-added', suffix, 'removed', (number) => number + suffix),
    ),
    ...commonEnds(missing).map((suffix) =>
      affixChange('suffix-removed', suffix, 'added', (number) =>
        number.endsWith(suffix) && number.length > suffix.length ? number.slice(0, -suffix.length) : null,
      ),
    ),
  ];
}

function affixChange(
  code: 'prefix-added' | 'prefix-removed' | 'suffix-added' | 'suffix-removed',
  affix: string,
  done: 'added' | 'removed',
  numberInFile: (employeeNo: string) => string | null,
): NumberChange {
  const kind = code.startsWith('prefix') ? 'prefix' : 'ending';
  const shown = maskNationalIds(affix);
  return changeOfNumber({
    code,
    // Of numbers that are handed out one after the other, 1100 and 100 may both be somebody's.
    isTelling: /\D/.test(affix),
    remedy: `the ${kind} ${shown} is ${done}`,
    facts: { affix: shown },
    numberInFile,
  });
}

function commonStarts(people: readonly EmployeeKey[]): string[] {
  return common(people.map(({ employeeNo }) => employeeNo));
}

function commonEnds(people: readonly EmployeeKey[]): string[] {
  return common(people.map(({ employeeNo }) => reversed(employeeNo))).map(reversed);
}

/** Of all who are new some are really new; an affix of fewer than this can't explain most of the missing. */
const leastShare = 0.25;
const longest = 16;

/** Beginnings that many of these numbers have. */
function common(numbers: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const number of numbers) {
    for (let length = 1; length < number.length && length <= longest; length += 1) {
      const start = number.slice(0, length);
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  }
  return [...counts].filter(([, count]) => count >= numbers.length * leastShare).map(([start]) => start);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
