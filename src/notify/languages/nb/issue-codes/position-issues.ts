import type { IssueText } from '../../../../domain/issue-codes/issue-code.ts';
import type { positionIssues as english } from '../../../../domain/issue-codes/position-issues.ts';

export const positionIssues: Record<keyof typeof english, IssueText> = {
  'missing-position-id': { title: 'stillings-id mangler', advice: 'Gi hver stilling en id i kildesystemet.' },
  'invalid-position-id': {
    title: 'stillings-id',
    advice: 'Bruk bare små bokstaver og sifre, og samme id overalt der stillingen er ment.',
  },
  'missing-parent': {
    title: 'overordnet stilling mangler',
    advice: 'Oppgi stillingen over. Bare den øverste, roten, har ingen.',
  },
  'root-with-parent': {
    title: 'rot med en overordnet',
    advice: 'Ta bort den overordnede fra roten, eller eksporter en annen stilling som rot.',
  },
  'own-parent': {
    title: 'overordnet seg selv',
    advice: 'Oppgi stillingen over; ingenting kan være over seg selv.',
  },
  'no-root': {
    title: 'ingen rot',
    advice: 'Eksporter den øverste stillingen i hierarkiet også: den som ikke har noen over seg.',
  },
  'several-roots': {
    title: 'flere røtter',
    advice: 'Gi alle stillinger unntatt den øverste en overordnet i kildesystemet.',
  },
  'orphan-position': {
    title: 'overordnet som ikke er i filen',
    advice: 'Eksporter stillingen som står som overordnet, også, eller oppgi en annen.',
  },
  'position-cycle': {
    title: 'stillinger i ring',
    advice: 'Gi en av stillingene som er nevnt, en annen overordnet, så alle leder opp til roten.',
  },
  'duplicate-position-id': {
    title: 'samme stillings-id flere ganger',
    advice: 'Finn ut hvilken av radene som er riktig, og fjern de andre, eller gi hver stilling sin egen id.',
  },
  'too-many-positions': {
    title: 'for mange stillinger',
    advice: 'Sjekk om eksporten gjentar radene sine; et hierarki av denne størrelsen finnes ikke.',
  },
  'unknown-employee': {
    title: 'ukjent ansatt',
    advice:
      'Ingenting er tapt: stillingen kobles så snart en liste bringer den ansatte. Rett nummeret hvis det er feil.',
  },
  'employee-in-two-positions': {
    title: 'én ansatt i to stillinger',
    advice: 'Sjekk om personen virkelig har begge; ellers la en av dem stå ledig.',
  },
};
