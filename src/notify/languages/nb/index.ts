import type { Catalogue } from '../contract.ts';
import { alerts } from './alerts.ts';
import { digests } from './digests.ts';
import { file } from './file.ts';
import { grammar } from './grammar.ts';
import { holds } from './holds.ts';
import { issues } from './issues.ts';
import { refusals } from './refusals.ts';
import { verdicts } from './verdicts.ts';

/** Norwegian (bokmål). */
export const nb: Catalogue = {
  code: 'nb',
  grammar,
  subjects: {
    rejected: 'AVVIST',
    held: 'HOLDT TILBAKE',
    warnings: 'ADVARSLER',
    processed: 'BEHANDLET',
    failed: 'MISLYKKET',
    refused: 'IKKE MOTTATT',
    again: 'IGJEN',
    alert: 'VARSEL',
    recovered: 'LØST',
    late: 'FORSINKET',
  },
  file,
  verdicts,
  holds,
  digests,
  refusals,
  alerts,
  issues,
};
