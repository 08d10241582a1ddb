import type { LanguageCode } from '../contract.ts';
import type { AlertWords } from './alert-words.ts';
import type { DigestWords } from './digest-words.ts';
import type { FileWords } from './file-words.ts';
import type { Grammar } from './grammar.ts';
import type { HoldWords } from './hold-words.ts';
import type { IssueWords } from './issue-words.ts';
import type { RefusalWords } from './refusal-words.ts';
import type { VerdictWords } from './verdict-words.ts';

/**
 * Everything that a mail says in one language. Implementations: a folder for each, with equal siblings (`en/`, `nb/`); the type
 * checker refuses one that lacks an entry.
 */
export interface Catalogue {
  code: LanguageCode;
  grammar: Grammar;
  /** The word of a mail's subject that tells what it is about, in capitals. */
  subjects: Record<SubjectWord, string>;
  file: FileWords;
  verdicts: VerdictWords;
  holds: HoldWords;
  digests: DigestWords;
  refusals: RefusalWords;
  alerts: AlertWords;
  issues: IssueWords;
}

export type SubjectWord =
  | 'rejected'
  | 'held'
  | 'warnings'
  | 'processed'
  | 'failed'
  | 'refused'
  | 'again'
  | 'alert'
  | 'recovered'
  | 'late';
