/** A likely reason for a hold, found by looking at the file and the register side by side. */
export interface Diagnosis {
  code: DiagnosisCode;
  /** How many of the people in question it explains. */
  count: number;
  /** How many people are in question. */
  of: number;
  /** One sentence with the figures, in words that a person uses. */
  message: string;
}

export type DiagnosisCode =
  | 'leading-zeros-lost'
  | 'prefix-added'
  | 'prefix-removed'
  | 'file-cut'
  | 'company-missing'
  | 'new-numbers'
  | 'old-roster-resent'
  | 'looks-partial';
