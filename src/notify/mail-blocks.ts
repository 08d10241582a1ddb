import type { LanguageCode } from './contract.ts';

/** What a mail says, apart from how it looks: render-text.ts and render-html.ts make the two parts of it. */
export interface MailDocument {
  language: LanguageCode;
  tone: 'bad' | 'waiting' | 'good';
  /** Stands in front of everything: what happened. */
  headline: string;
  blocks: MailBlock[];
}

export type MailBlock =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'bullets'; items: { text: string; note?: string }[] }
  | { kind: 'facts'; rows: Fact[] }
  | { kind: 'command'; purpose: string; command: string }
  | { kind: 'issues'; groups: IssueGroup[] }
  | { kind: 'footer'; text: string };

export interface Fact {
  label: string;
  value: string;
}

/** Issues of one kind. */
export interface IssueGroup {
  title: string;
  /** What to do, a whole sentence. */
  advice: string;
  /** What the columns of its table are called. */
  heads: Omit<IssueRow, 'place'>;
  rows: IssueRow[];
}

export interface IssueRow {
  line: string;
  /** Whom or what it is about: an employee number, a position id. */
  subject: string;
  column: string;
  wrong: string;
  /** Line, subject and column in words. */
  place: string;
}

/** Such rows need no table: there is no place to name. */
export function isAboutWholeFile(row: IssueRow): boolean {
  return row.line === '' && row.subject === '' && row.column === '';
}

export function heading(text: string): MailBlock {
  return { kind: 'heading', text };
}

export function paragraph(text: string): MailBlock {
  return { kind: 'paragraph', text };
}
