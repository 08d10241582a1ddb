import type { Issue } from '../domain/issue.ts';
import type { IssueText } from '../domain/issue-codes/issue-code.ts';
import type { Told } from '../domain/told.ts';
import type { Catalogue } from './languages/contract.ts';
import type { MessageTable } from './languages/issue-words.ts';

/** What is wrong, in the reader's language; in English where only that is known. */
export function messageOf(issue: Pick<Issue, 'message' | 'told'>, words: Catalogue): string {
  return issue.told === undefined ? issue.message : (sentenceOf(issue.told, words.issues.messages) ?? issue.message);
}

/** @returns null for a key of another version of Rollcall, which may share the database */
export function sentenceOf({ key, values }: Told, messages: MessageTable): string | null {
  if (!Object.hasOwn(messages, key)) return null;
  return (messages[key] as (values: unknown) => string)(values);
}

/** A short name for a kind of issue, as a heading. */
export function titleOf(code: string, words: Catalogue): string {
  const title = textOf(code, words)?.title ?? code.replaceAll('-', ' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

export function adviceOf(code: string, words: Catalogue): string {
  return textOf(code, words)?.advice ?? words.issues.adviceOfUnknown;
}

function textOf(code: string, { issues: { codes } }: Catalogue): IssueText | undefined {
  return Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : undefined;
}
