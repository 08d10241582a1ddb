import { charsetName, type RosterDialect } from '../../../domain/roster-dialect.ts';
import type { FileWords } from '../file-words.ts';
import { counted, grammar } from './grammar.ts';

export const file: FileWords = {
  endDates: (day) => `sluttdatoene som er nådd ${grammar.day(day)}`,
  whatToDoNow: 'Dette gjør du nå',
  theFile: 'Filen',
  name: 'Navn',
  feed: 'Feed',
  received: 'Mottatt',
  number: 'Nummer',
  numberOf: (id) => `${id} i fillisten til Rollcall`,
  rows: { employees: 'Ansatte i den', positions: 'Stillinger i den' },
  issues: 'Funn',
  issueFigures: ({ total, fatal, row, warning }) => {
    if (total === 0) return 'ingen';
    const parts = [
      fatal > 0 ? `${grammar.figure(fatal)} som gjør at filen avvises` : '',
      row > 0 ? `${grammar.figure(row)} som gjør at en rad utelates` : '',
      warning > 0 ? counted(warning, 'advarsel', 'advarsler') : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  },
  writtenAs: 'Skrevet som',
  dialect: describeDialect,
  statuses: {
    received: 'mottatt',
    validating: 'leses nå',
    staged: 'venter på tidspunktet sitt',
    held: 'holdt tilbake',
    approved: 'godkjent',
    processing: 'behandles nå',
    processed: 'behandlet',
    processed_with_warnings: 'behandlet med advarsler',
    rejected: 'avvist',
    skipped: 'hoppet over',
    discarded: 'forkastet',
    cancelled: 'avbrutt',
    failed: 'mislykket',
    undone: 'angret',
  },
  footer: (feed, kind) =>
    `Rollcall leser listene over ansatte som et HR-system leverer, kontrollerer hver liste som helhet og holder ansattregisteret i samsvar med dem${kind === 'positions' ? ', og gjør det samme med stillingshierarkiet' : ''}. Du får denne e-posten fordi du står oppført som teknisk bruker av feeden ${feed}: en feed er én kilde til slike lister.`,
};

function describeDialect({
  format,
  packedIn = [],
  charset,
  charsetFrom,
  delimiter,
  lineBreak,
  header,
}: Partial<RosterDialect>): string {
  const guessed = charsetFrom === 'guessed' ? ' (gjettet)' : '';
  return [
    `${format?.toUpperCase() ?? ''}${charset === undefined ? '' : ` i ${charsetName(charset)}${guessed}`}`.trim(),
    delimiter === undefined ? '' : `${delimiter === '\t' ? 'tabulator' : `"${delimiter}"`} mellom verdiene`,
    lineBreak === undefined
      ? ''
      : lineBreak === 'mixed'
        ? 'radene slutter på flere måter'
        : `radene slutter med ${lineBreak}`,
    header === undefined ? '' : header ? 'med overskriftsrad' : 'uten overskriftsrad',
    packedIn.length === 0
      ? ''
      : `pakket i ${packedIn.map((layer) => (layer === 'openpgp' ? 'OpenPGP' : layer)).join(', i den ')}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
