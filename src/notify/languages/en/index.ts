import type { Catalogue } from '../contract.ts';
import { alerts } from './alerts.ts';
import { digests } from './digests.ts';
import { file } from './file.ts';
import { grammar } from './grammar.ts';
import { holds } from './holds.ts';
import { issues } from './issues.ts';
import { refusals } from './refusals.ts';
import { verdicts } from './verdicts.ts';

/** English. */
export const en: Catalogue = {
  code: 'en',
  grammar,
  subjects: {
    rejected: 'REJECTED',
    held: 'HELD',
    warnings: 'WARNINGS',
    processed: 'PROCESSED',
    failed: 'FAILED',
    refused: 'REFUSED',
    again: 'AGAIN',
    alert: 'ALERT',
    recovered: 'SOLVED',
    late: 'LATE',
  },
  file,
  verdicts,
  holds,
  digests,
  refusals,
  alerts,
  issues,
};
