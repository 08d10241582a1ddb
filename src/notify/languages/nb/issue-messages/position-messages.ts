import type { positionMessages as english } from '../../../../domain/issue-messages/position-messages.ts';
import type { MessageTable } from '../../issue-words.ts';
import { grammar } from '../grammar.ts';

export const positionMessages: Pick<MessageTable, keyof typeof english> = {
  'position-id-invalid': ({ field, most, vacant = false }) =>
    `${field} må være 1 til ${most} små bokstaver og sifre, og ikke noe annet.${vacant ? ' Stillingen regnes som ledig.' : ''}`,
  'root-with-parent': () => 'Roten har en parent_position_id; ingenting kan være over roten.',
  'parent-missing': () => 'parent_position_id mangler; bare roten har ingen.',
  'own-parent': ({ position }) => `Stillingen ${position} er sin egen overordnede.`,
  'national-id-in-position': ({ field }) =>
    `${field} inneholder et fødselsnummer, og det kan ikke stå i noen kolonne for stillinger.`,
  'position-repeated': ({ position, line }) =>
    `Stillings-id-en ${position} står allerede på linje ${line}, med andre opplysninger.`,
  'another-root': ({ position, first, line }) =>
    `${position} er en rot til: den har ingen overordnet, og det har heller ikke ${named(first, line)}. Det skal være nøyaktig én.`,
  'no-positions': () => 'Filen har ingen stillinger, ikke engang en rot.',
  'no-root': () => 'Ingen stilling er roten: alle har en overordnet, så ingen står øverst i hierarkiet.',
  orphan: ({ position, parent }) =>
    `Stillingen ${position} har den overordnede ${parent}, som ikke er i filen, så den leder ikke opp til roten.`,
  cycle: ({ members, left }) => {
    const names = members.map(({ position, line }) => named(position, line));
    if (left > 0) names.splice(-1, 0, `... ${grammar.figure(left)} til ...`);
    const [first] = members;
    return `Disse stillingene leder tilbake til seg selv i stedet for opp til roten: ${[...names, first?.position ?? names[0] ?? ''].join(' -> ')}.`;
  },
  'too-many-positions': ({ most }) => `Filen har mer enn ${grammar.figure(most)} stillinger. Den ble ikke lest videre.`,
  'employee-placed-twice': ({ employeeNo, position, line }) =>
    `Den ansatte ${employeeNo} har stillingen ${position}, og den på linje ${line} også.`,
  'holder-unknown': ({ position, employeeNo }) =>
    `Stillingen ${position} har ${employeeNo}, som ikke er en aktiv ansatt i feeden.`,
};

function named(position: string | null, line: number): string {
  return position === null ? `linje ${line}` : `${position} (linje ${line})`;
}
