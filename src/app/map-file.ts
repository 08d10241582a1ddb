import { access, constants } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FeedConfig } from '../config/config.ts';
import { AppError } from '../domain/app-error.ts';
import type { MappingProposal } from '../domain/mapping-proposal.ts';
import type { FormatName } from '../formats/contract.ts';
import { createFormats } from '../formats/index.ts';
import { peekRoster } from '../formats/peek-roster.ts';
import { findDataInHeader } from '../layouts/propose-header.ts';
import { proposeMapping } from '../layouts/propose-mapping.ts';
import { shownName, shownPath } from '../layouts/propose-shown.ts';
import { readBytes } from '../spool/read-bytes.ts';

export interface MapReport {
  /** Its path, as it may be shown. */
  file: string;
  format: FormatName;
  /** Rows that were looked at. */
  rows: number;
  proposal: MappingProposal;
}

/**
 * Proposes a mapping from a file's beginning.
 *
 * @param feed whose `csv` and `decrypt` count; null for the defaults
 * @throws AppError `file-not-found` or `file-unreadable`
 */
export async function mapFile(path: string, feed: FeedConfig | null): Promise<MapReport> {
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!readable) {
    throw new AppError('file-not-found', `${shownPath(path)} can't be read as a file.`, {
      hint: 'Give the path of a file that you may read.',
    });
  }
  const options = { csv: feed?.csv ?? {}, decrypt: feed?.decrypt ?? null, findDataInHeader };
  const peeked = await peekRoster(basename(path), readBytes(path), createFormats(), options);
  if (peeked === null || 'code' in peeked) {
    // A message may name a key that stands twice.
    const why = shownName(peeked?.message ?? 'It has no employees, or is neither CSV nor XML nor JSON.');
    throw new AppError('file-unreadable', `${shownPath(path)} can't be read: ${why}`, {
      hint:
        peeked?.code === 'missing-header'
          ? 'Give a file whose first row names its columns. Nothing of the row is shown here, for it may be about a person.'
          : 'Give a file with a header and some employees. For a dialect or a key that a feed names, add --feed.',
    });
  }
  const { format, rows } = peeked;
  return { file: shownPath(path), format, rows: rows.length, proposal: proposeMapping(peeked) };
}
