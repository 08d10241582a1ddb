import type { RosterFile } from '../store/contract.ts';
import { rejectionCauses } from './causes.ts';
import type { Catalogue, SubjectWord } from './languages/contract.ts';
import type { HoldCode } from './languages/hold-words.ts';
import { plainLine } from './plain-line.ts';
import { shownName } from './shown-name.ts';
import type { VerdictMail } from './verdict-mail.ts';

/** `[Rollcall] REJECTED acme: roster.csv (2 birth dates, 1 SSN)`: one line, whatever the file is called. */
export function renderSubject(mail: Pick<VerdictMail, 'event' | 'file' | 'issues'>, words: Catalogue): string {
  return fileSubject(mail.event, mail.file, detailsOf(mail, words), words);
}

export function fileSubject(
  word: SubjectWord,
  file: Pick<RosterFile, 'feed' | 'name' | 'source'>,
  details: readonly string[],
  words: Catalogue,
): string {
  return subjectOf(words.subjects[word], file.feed, shownName(file, words, longestName), details);
}

export function subjectOf(word: string, feed: string, about: string, details: readonly string[]): string {
  const shown = details.slice(0, mostDetails).join(', ');
  return plainLine(`[Rollcall] ${word} ${feed}: ${about}${shown === '' ? '' : ` (${shown})`}`);
}

const mostDetails = 3;
/** The mail itself begins with the cause. */
const mostHoldDetails = 2;
/** Mail programs show some 80 characters of a subject: the figures behind the name must be among them. */
const longestName = 48;

function detailsOf(
  { event, file, issues }: Pick<VerdictMail, 'event' | 'file' | 'issues'>,
  words: Catalogue,
): string[] {
  const { rejected, processed, failed } = words.verdicts;
  const { plan } = file;
  switch (event) {
    case 'rejected':
      return rejected.details(rejectionCauses(file.issueCounts, issues));
    case 'held':
      return holdDetails(file, words);
    case 'warnings':
      return processed.warnings(file.issueCounts.row, file.issueCounts.warning);
    case 'processed': {
      const parts = plan === null ? [] : processed.parts(plan);
      return parts.length === 0 ? [processed.noChanges] : parts;
    }
    case 'failed':
      return file.failure === null ? [] : [failed.title(file.failure.code)];
  }
}

/** The figures first: what is held waits for somebody who looks at nothing else. */
export function holdDetails(file: RosterFile, { holds }: Catalogue): string[] {
  const { kind, holdReasons, diagnosis } = file;
  const plan = withEnding(file);
  const phraseOf = (code: string) => {
    const phrase = Object.hasOwn(holds.phrases, code) ? holds.phrases[code as HoldCode] : undefined;
    return plan === null || phrase === undefined ? code.replaceAll('-', ' ') : phrase(plan, kind);
  };
  const phrases = holdReasons.map(({ code }) => phraseOf(code));
  // That a roster is old is the reason itself.
  const causes = diagnosis.filter(({ code }) => code !== 'old-roster-resent');
  const likely = causes.slice(0, 1).map(({ code }) => holds.diagnosisPhrases[code] ?? code);
  return [...new Set([...phrases.slice(0, 1), ...likely, ...phrases.slice(1)])].slice(0, mostHoldDetails);
}

/** Who leaves by an end date that is new counts as leaving: the reason says how many. */
function withEnding({ plan, holdReasons }: RosterFile): RosterFile['plan'] {
  const ending = Math.max(0, ...holdReasons.map(({ facts }) => Number(facts?.ending ?? 0)));
  return plan === null ? null : { ...plan, deactivated: plan.deactivated + ending };
}
