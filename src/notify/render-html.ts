import { type IssueGroup, type IssueRow, isAboutWholeFile, type MailBlock, type MailDocument } from './mail-blocks.ts';

/**
 * The HTML part of a mail. Styles are inline, for many mail programs drop style sheets; text and background keep the
 * reader's own colours, so that light and dark both work; every text is escaped.
 */
export function renderHtml(document: MailDocument): string {
  return `<!DOCTYPE html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Rollcall</title>
</head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:680px;margin:0 auto;overflow-wrap:anywhere">
<p style="margin:0 0 16px;padding:2px 0 2px 12px;border-left:4px solid ${toneColour[document.tone]};font-size:18px;font-weight:600">${escapeHtml(document.headline)}</p>
${document.blocks.map(renderBlock).join('\n')}
</div>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Each is told apart from white and from black. */
const toneColour: Record<MailDocument['tone'], string> = { bad: '#d64545', waiting: '#c98a1b', good: '#3d9a5b' };

const line = '1px solid rgba(128,128,128,.45)';
const quiet = 'opacity:.75';

function renderBlock(block: MailBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="margin:24px 0 8px;font-size:17px">${escapeHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0 0 12px">${escapeHtml(block.text)}</p>`;
    case 'bullets':
      return `<ul style="margin:0 0 12px;padding-left:20px">${block.items.map(renderItem).join('')}</ul>`;
    case 'facts':
      return `<table role="presentation" style="border-collapse:collapse;margin:0 0 12px">${block.rows.map(renderFact).join('')}</table>`;
    case 'command':
      return `<p style="margin:0 0 4px">${escapeHtml(block.purpose)}</p>
<p style="margin:0 0 14px;padding:8px 12px;border:${line};border-radius:4px;font-family:Menlo,Consolas,monospace;font-size:14px">${escapeHtml(block.command)}</p>`;
    case 'issues':
      return block.groups.map(renderGroup).join('\n');
    case 'footer':
      return `<p style="margin:28px 0 0;padding-top:10px;border-top:${line};font-size:13px;${quiet}">${escapeHtml(block.text)}</p>`;
  }
}

function renderItem(item: { text: string; note?: string }): string {
  const note = item.note ? `<br><span style="${quiet}">${escapeHtml(item.note)}</span>` : '';
  return `<li style="margin:0 0 6px">${escapeHtml(item.text)}${note}</li>`;
}

function renderFact(row: { label: string; value: string }): string {
  return `<tr><td style="padding:1px 16px 1px 0;vertical-align:top;white-space:nowrap;${quiet}">${escapeHtml(row.label)}</td><td style="padding:1px 0;vertical-align:top">${escapeHtml(row.value)}</td></tr>`;
}

function renderGroup(group: IssueGroup): string {
  const { heads } = group;
  const about = `<p style="margin:16px 0 4px"><strong>${escapeHtml(group.title)}</strong><br>${escapeHtml(group.advice)}</p>`;
  if (group.rows.every(isAboutWholeFile)) {
    return `${about}\n<ul>${group.rows.map((row) => renderItem({ text: row.wrong })).join('')}</ul>`;
  }
  return `${about}
<table style="border-collapse:collapse;width:100%;margin:0 0 20px;font-size:14px;line-height:1.4">
<tr>${[heads.line, heads.subject, heads.column, heads.wrong].map(renderHead).join('')}</tr>
${group.rows.map(renderRow).join('\n')}
</table>`;
}

function renderHead(title: string): string {
  return `<th align="left" style="padding:4px 10px 4px 0;vertical-align:bottom;border-bottom:${line};font-size:13px;overflow-wrap:normal;${quiet}">${escapeHtml(title)}</th>`;
}

function renderRow(row: IssueRow): string {
  const cells = [
    cell(escapeHtml(row.line), 'nowrap'),
    cell(escapeHtml(row.subject), row.subject.length > longestUnbroken ? 'anywhere' : 'nowrap'),
    cell(breakable(row.column), 'words'),
    cell(breakable(row.wrong), 'words'),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** Names like employmentPercentageDate may break before a capital: a telephone has no room for them. */
function breakable(text: string): string {
  return escapeHtml(text).replace(/(?<=[a-z])(?=[A-Z])/g, '<wbr>');
}

const longestUnbroken = 12;

/** `anywhere` would let a narrow screen squeeze a column to single letters, so only long values get it. */
function cell(html: string, breaks: 'nowrap' | 'words' | 'anywhere'): string {
  const style = { nowrap: 'white-space:nowrap', words: 'overflow-wrap:break-word', anywhere: 'overflow-wrap:anywhere' };
  return `<td style="padding:5px 10px 5px 0;vertical-align:top;border-bottom:${line};${style[breaks]}">${html}</td>`;
}
