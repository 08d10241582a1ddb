import type { Issue, IssueCounts } from '../domain/issue.ts';

/** What rejected a file: invalid birth dates and SSNs by their true counts, and whatever else by its code. */
export interface RejectionCauses {
  birthDates: number;
  ssns: number;
  /** Whether some of those are not there at all. */
  someMissing: boolean;
  others: { code: string; count: number }[];
}

export interface FailureText {
  message: string;
  hint: string;
}

/** @param kept the kept issues: they tell which codes reject, for the counts don't */
export function rejectionCauses(counts: IssueCounts, kept: readonly Issue[]): RejectionCauses {
  const severity = counts.fatal > 0 ? 'fatal' : 'row';
  const codes = [...new Set(kept.filter((issue) => issue.severity === severity).map((issue) => issue.code))];
  const countOf = (wanted: readonly string[]) =>
    codes.filter((code) => wanted.includes(code)).reduce((sum, code) => sum + (counts.byCode[code] ?? 0), 0);
  return {
    birthDates: countOf(aboutBirthDate),
    ssns: countOf(aboutSsn),
    someMissing: codes.some((code) => code === 'missing-birth-date' || code === 'missing-ssn'),
    others: codes
      .filter((code) => !aboutBirthDate.includes(code) && !aboutSsn.includes(code))
      .map((code) => ({ code, count: counts.byCode[code] ?? 0 }))
      .filter(({ count }) => count > 0),
  };
}

const aboutBirthDate = ['invalid-birth-date', 'missing-birth-date'];
const aboutSsn = ['invalid-ssn', 'missing-ssn'];
