import { issueMessages } from './issue-messages.ts';

/** A sentence apart from its language: which one it is, and what stands in its gaps. Plain JSON without identity numbers. */
export type Told = { [Key in IssueMessageKey]: { key: Key; values: MessageValues<Key> } }[IssueMessageKey];

export type IssueMessageKey = keyof typeof issueMessages;

export type MessageValues<Key extends IssueMessageKey> = Parameters<(typeof issueMessages)[Key]>[0];

/** What an issue says, in English and apart from it. */
export interface ToldMessage {
  message: string;
  told: Told;
}

export function tell<Key extends IssueMessageKey>(key: Key, values: MessageValues<Key>): ToldMessage {
  const told = { key, values } as unknown as Told;
  return { message: english(told), told };
}

function english({ key, values }: Told): string {
  return (issueMessages[key] as (values: unknown) => string)(values);
}
