import type { RosterFile } from '../store/contract.ts';
import type { Catalogue } from './languages/contract.ts';
import { type Fact, heading, type MailBlock } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { shownName } from './shown-name.ts';

/** What ends every mail about a file: which one it is, and why somebody is told. */
export function fileBlocks(file: RosterFile, words: Catalogue): MailBlock[] {
  return [
    heading(words.file.theFile),
    { kind: 'facts', rows: factsOf(file, words) },
    { kind: 'footer', text: words.file.footer(plainLine(file.feed), file.kind) },
  ];
}

function factsOf(file: RosterFile, catalogue: Catalogue): Fact[] {
  const { file: words, grammar } = catalogue;
  const dialect = file.dialect === null ? '' : words.dialect(file.dialect);
  return [
    { label: words.name, value: shownName(file, catalogue, Number.POSITIVE_INFINITY) },
    { label: words.feed, value: plainLine(file.feed) },
    { label: words.received, value: grammar.moment(file.receivedAt) },
    { label: words.number, value: words.numberOf(file.id) },
    ...(file.rows === null || file.source === 'end-dates'
      ? []
      : [{ label: words.rows[file.kind], value: grammar.figure(file.rows) }]),
    { label: words.issues, value: words.issueFigures(file.issueCounts) },
    ...(dialect === '' ? [] : [{ label: words.writtenAs, value: plainLine(dialect) }]),
  ];
}
