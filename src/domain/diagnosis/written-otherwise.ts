import { changeOfNumber, type NumberChange } from './number-change.ts';

/** The same letters and digits, written in another way. */
export const writtenOtherwise: readonly NumberChange[] = [
  letterCase('upper', (number) => number.toUpperCase()),
  letterCase('lower', (number) => number.toLowerCase()),
  changeOfNumber({
    code: 'separators-removed',
    isTelling: true,
    remedy: 'the spaces and signs within the employee numbers are restored',
    facts: {},
    numberInFile: (number) => number.replace(/[^\p{L}\p{N}]+/gu, ''),
  }),
];

function letterCase(to: string, numberInFile: (employeeNo: string) => string): NumberChange {
  return changeOfNumber({
    code: 'letter-case-changed',
    isTelling: true,
    remedy: 'capital and small letters of the employee numbers are taken for the same',
    facts: { to },
    numberInFile,
  });
}
