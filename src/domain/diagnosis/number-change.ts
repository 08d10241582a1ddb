import type { DiagnosisCode } from '../diagnosis.ts';
import type { EmployeeKey } from '../employee.ts';

/** One way in which keys may have become others between the register and the file. */
export interface NumberChange {
  code: DiagnosisCode;
  /** The key that the file has for this employee if that has happened; null where it would not have touched the key. */
  inFile(key: EmployeeKey): EmployeeKey | null;
  /** Whether keys that match are enough to go by; otherwise they must be seen to be of the same people. */
  isTelling: boolean;
  /** What would have to be done: `leading zeros are restored`. */
  remedy: string;
  facts: Readonly<Record<string, string>>;
}

/** A change of the employee number alone. */
export function changeOfNumber(
  change: Omit<NumberChange, 'inFile'> & { numberInFile(employeeNo: string): string | null },
): NumberChange {
  const { numberInFile, ...rest } = change;
  return {
    ...rest,
    inFile({ companyId, employeeNo }) {
      const changed = numberInFile(employeeNo);
      return changed === null || changed === employeeNo ? null : { companyId, employeeNo: changed };
    },
  };
}
