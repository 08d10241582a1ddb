import { type IssueGroup, type IssueRow, isAboutWholeFile, type MailBlock, type MailDocument } from './mail-blocks.ts';

/** The width that mail programs and terminals show without wrapping on their own. */
const width = 76;

/** The plain-text part of a mail. */
export function renderText(document: MailDocument): string {
  const blocks = document.blocks.map(renderBlock).filter((text) => text !== '');
  return `${[flow(document.headline), ...blocks].join('\n\n')}\n`;
}

/** Lines that a narrow window may join and break anew: each but the last ends with a space (RFC 3676). */
function flow(text: string): string {
  return wrap(text, '', width - 1).replaceAll('\n', ' \n');
}

/** Breaks a text at spaces; a word that is too long keeps a line of its own. */
export function wrap(text: string, indent = '', columns = width): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(indent + line);
  return lines.join('\n');
}

function renderBlock(block: MailBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${block.text}\n${'-'.repeat(Math.min(block.text.length, width))}`;
    case 'paragraph':
      return flow(block.text);
    case 'bullets':
      return block.items.map((item) => bullet(item.text) + (item.note ? `\n${wrap(item.note, '  ')}` : '')).join('\n');
    case 'facts':
      return renderFacts(block.rows);
    case 'command':
      return `${flow(block.purpose)}\n\n    ${block.command}`;
    case 'issues':
      return block.groups.map(renderGroup).join('\n\n');
    case 'footer':
      return `-- \n${flow(block.text)}`;
  }
}

function bullet(text: string): string {
  return `- ${wrap(text, '  ').trimStart()}`;
}

function renderFacts(rows: { label: string; value: string }[]): string {
  const labelWidth = Math.max(...rows.map((row) => row.label.length)) + 2;
  const indent = ' '.repeat(labelWidth + 2);
  return rows.map((row) => `  ${row.label.padEnd(labelWidth)}${wrap(row.value, indent).trimStart()}`).join('\n');
}

function renderGroup(group: IssueGroup): string {
  return `${flow(`${group.title}. ${group.advice}`)}\n\n${renderRows(group)}`;
}

/** Below this the last column is a ribbon of single words: a list reads better. */
const leastForWrong = 30;

function renderRows({ rows, heads }: IssueGroup): string {
  if (rows.every(isAboutWholeFile)) return rows.map((row) => bullet(row.wrong)).join('\n');
  const all = [heads, ...rows];
  const widths = [
    Math.max(...all.map((row) => row.line.length)),
    Math.max(...all.map((row) => row.subject.length)),
    Math.max(...all.map((row) => row.column.length)),
  ] as const;
  const indent = widths[0] + widths[1] + widths[2] + 8;
  if (width - indent < leastForWrong) return rows.map(renderAsList).join('\n');
  const place = (row: IssueGroup['heads']) =>
    `  ${row.line.padStart(widths[0])}  ${row.subject.padEnd(widths[1])}  ${row.column.padEnd(widths[2])}  `;
  return all.map((row) => place(row) + wrap(row.wrong, ' '.repeat(indent)).trimStart()).join('\n');
}

function renderAsList({ place, wrong }: IssueRow): string {
  return `${bullet(`${place}:`)}\n${wrap(wrong, '    ')}`;
}
