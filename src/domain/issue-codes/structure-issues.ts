import type { IssueCode } from './issue-code.ts';

/** Of the structure of a CSV, an XML or a JSON. */
export const structureIssues = {
  // The structure of a CSV.
  'column-count': {
    title: 'wrong number of columns',
    advice:
      'Check the row for a delimiter inside a value: such a value must stand in quotation marks. Check the delimiter if every row is named.',
  },
  'dropped-columns': {
    title: 'empty columns left out',
    advice: 'Nothing is lost. A spreadsheet leaves out empty columns at the end; export them to be rid of this.',
  },
  'blank-rows': {
    title: 'blank rows',
    advice: 'Nothing is lost. Delete the empty rows of the spreadsheet before it is saved, to be rid of this.',
  },
  'duplicate-header': { title: 'duplicate column', advice: 'Give every column of the header its own name.' },
  'missing-header': {
    title: 'missing header',
    advice: 'Let the export write its header, or remove csv.header from the feed.',
  },
  'second-header': {
    title: 'two header rows',
    advice: 'Export the file with one header row: the names of the columns, and the employees right below.',
  },
  'rows-above-header': {
    title: 'rows above the header',
    advice: 'Let the file begin with its header: without a title, a date or any other row above it.',
  },
  'header-order': {
    title: 'columns in another order',
    advice: "Export the columns in the layout's order. They are read by position, whatever the header says.",
  },
  'unknown-column': {
    title: 'unknown column',
    advice: 'Correct its name if it is a slip, otherwise leave the column out of the export.',
  },
  'missing-column': { title: 'missing column', advice: 'Add the missing column to the export.' },
  'absent-column': {
    title: 'column that no record has',
    advice:
      'Correct the name in the export, or in the mapping of the feed. Where the export leaves out what nobody has, the mapping must say what the field is then: default: "" (for active, default: "true").',
  },
  'unclosed-quote': {
    title: 'unclosed quotation mark',
    advice: 'Close the quotation mark in that row, or send the file again if it was cut short.',
  },
  'bare-quotes': {
    title: 'values with bare quotation marks',
    advice: 'Check these values; an export that puts them into quotation marks, with their own ones doubled, is safe.',
  },
  'invalid-quote': {
    title: 'misplaced quotation mark',
    advice: 'Let the export put values with quotation marks in quotation marks and double the inner ones.',
  },
  'record-too-large': {
    title: 'record too large',
    advice: 'Look at the row named for a quotation mark or an element that is never closed.',
  },

  // The structure of an XML or a JSON.
  'not-well-formed': {
    title: 'not well-formed',
    advice: 'Send the file again. If it fails once more, have the export mended.',
  },
  doctype: { title: 'DOCTYPE', advice: 'Remove the DOCTYPE from the export.' },
  'too-deep': { title: 'nested too deep', advice: 'Have the export mended: a roster is not nested that deep.' },
  'wrong-root': { title: 'wrong root element', advice: 'Check that this file belongs to this feed and its layout.' },
  'unexpected-element': { title: 'unexpected element', advice: "Build the file as the feed's layout describes it." },
  'unexpected-text': { title: 'text between elements', advice: 'Remove the text that stands between the elements.' },
  'duplicate-element': { title: 'duplicate element', advice: 'Send every element once for each employee.' },
  'unknown-element': {
    title: 'unknown element',
    advice: 'Correct its name if it is a slip, otherwise leave the element out.',
  },
  'duplicate-key': { title: 'duplicate key', advice: 'Send every key once for each employee.' },
  'half-character': {
    title: 'half a character',
    advice: 'Have the export mended: it cuts texts in the middle of a character.',
  },
  'unknown-attribute': {
    title: 'unknown attribute',
    advice: 'Correct its name if it is a slip, otherwise leave the attribute out.',
  },
} as const satisfies Record<string, IssueCode>;
