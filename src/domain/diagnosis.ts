/** A likely reason for a hold, found by looking at the file and the register side by side. */
export interface Diagnosis {
  code: DiagnosisCode;
  /** How many of those in question it explains. */
  count: number;
  /** How many are in question: mostly the missing employees; what the message counts. */
  of: number;
  /** One sentence with the figures, in words that a person uses. */
  message: string;
  /** The figures and names that the message tells, by which it can be told in another language. */
  facts: Readonly<Record<string, string | number>>;
}

export type DiagnosisCode =
  | 'old-roster-resent'
  | 'leading-zeros-lost'
  | 'leading-zeros-added'
  | 'prefix-added'
  | 'prefix-removed'
  | 'suffix-added'
  | 'suffix-removed'
  | 'letter-case-changed'
  | 'separators-removed'
  | 'company-changed'
  | 'new-numbers'
  | 'other-company'
  | 'file-cut'
  | 'company-missing'
  | 'looks-partial'
  | 'nobody-known'
  | 'new-company'
  | 'field-emptied'
  | 'field-changed';
