import { figure } from '../domain/figure.ts';
import { describeDialect } from '../domain/roster-dialect.ts';
import type { RosterFile } from '../store/contract.ts';
import type { MailBlock } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { counted, moment } from './wording.ts';

/** What ends every mail about a file: which one it is, and why somebody is told. */
export function fileBlocks(file: RosterFile): MailBlock[] {
  return [
    { kind: 'heading', text: 'The file' },
    { kind: 'facts', rows: factsOf(file) },
    { kind: 'footer', text: footerOf(file) },
  ];
}

function factsOf(file: RosterFile): { label: string; value: string }[] {
  const rows = [
    { label: 'Name', value: plainLine(file.name) },
    { label: 'Feed', value: plainLine(file.feed) },
    { label: 'Received', value: moment(file.receivedAt) },
    { label: 'Number', value: `${file.id} in Rollcall's list of files` },
  ];
  if (file.rows !== null) {
    rows.push({ label: file.kind === 'positions' ? 'Positions in it' : 'Employees in it', value: figure(file.rows) });
  }
  rows.push({ label: 'Issues', value: issueFigures(file) });
  const dialect = file.dialect === null ? '' : describeDialect(file.dialect);
  if (dialect !== '') rows.push({ label: 'Written as', value: plainLine(dialect) });
  return rows;
}

function issueFigures({ issueCounts: { total, fatal, row, warning } }: RosterFile): string {
  if (total === 0) return 'none';
  const parts = [
    fatal > 0 ? `${figure(fatal)} that reject the file` : '',
    row > 0 ? `${figure(row)} that leave a row out` : '',
    warning > 0 ? counted(warning, 'warning') : '',
  ].filter((part) => part !== '');
  return parts.join(', ');
}

function footerOf(file: RosterFile): string {
  return `Rollcall reads the lists of employees (rosters) that an HR system delivers, checks each one as a whole and keeps the register of employees true to them${file.kind === 'positions' ? ', and does the same with the hierarchy of positions' : ''}. You get this mail because you are named as a technical user of the feed ${plainLine(file.feed)}.`;
}
