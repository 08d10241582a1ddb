/** What a mail says, apart from how it looks: render-text.ts and render-html.ts make the two parts of it. */
export interface MailDocument {
  tone: 'bad' | 'waiting' | 'good';
  /** Stands in front of everything: what happened. */
  headline: string;
  blocks: MailBlock[];
}

export type MailBlock =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'bullets'; items: { text: string; note?: string }[] }
  | { kind: 'facts'; rows: { label: string; value: string }[] }
  | { kind: 'command'; purpose: string; command: string }
  | { kind: 'issues'; groups: IssueGroup[] }
  | { kind: 'footer'; text: string };

/** Issues of one kind. */
export interface IssueGroup {
  title: string;
  /** What its rows' subjects are: "Employee no.", "Position". */
  subjects: string;
  advice: string;
  rows: IssueRow[];
}

export interface IssueRow {
  line: string;
  /** Whom or what it is about: an employee number, a position id. */
  subject: string;
  column: string;
  wrong: string;
}

/** Such rows need no table: there is no place to name. */
export function isAboutWholeFile(row: IssueRow): boolean {
  return row.line === '' && row.subject === '' && row.column === '';
}
