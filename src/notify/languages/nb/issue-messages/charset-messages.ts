import type { charsetMessages as english } from '../../../../domain/issue-messages/charset-messages.ts';
import type { MessageTable } from '../../issue-words.ts';

export const charsetMessages: Pick<MessageTable, keyof typeof english> = {
  'bytes-not-in-charset': ({ charset, byte, line, isDamaged }) => {
    const usual = charset === 'utf-8' ? ' (fra Windows som oftest windows-1252)' : '';
    const advice = isDamaged
      ? 'De andre bokstavene er UTF-8, så filen er skadet der eller satt sammen av flere: eksporter hele som UTF-8.'
      : `Eksporter filen som UTF-8, eller si hva den er skrevet i: en XML i deklarasjonen, en CSV med csv.charset for feeden${usual}.`;
    return `Filen er ikke gyldig ${charset.toUpperCase()}: byten på plass ${byte} (linje ${line}) hører ikke hjemme der. ${advice}`;
  },
  'letters-read-twice': ({ line, letters }) =>
    `Linje ${line} har "${letters}" der det trolig skulle stå én bokstav: filen var i UTF-8, og et program før oss leste den som windows-1252 og skrev den på nytt. Kanskje er alle spesielle bokstaver ødelagt slik.`,
  'control-character': ({ code, byte, line }) =>
    `Filen har ${code === '0000' ? 'et NUL-tegn' : `kontrolltegnet U+${code}`} på linje ${line} (byte ${byte}), og det har ingen ansattliste: den er skadet, eller ingen tekstfil.`,
  'letter-lost': ({ line }) =>
    `Linje ${line} har tegnet \uFFFD, som står for en bokstav som gikk tapt før filen kom hit; kanskje gjelder det flere.`,
  'charset-guessed': ({ byte, line }) =>
    `Filen sier ikke hvilket tegnsett den er i, og er ikke UTF-8, så den ble lest som windows-1252, fra byte ${byte} (linje ${line}) av. Se om bokstavene ble riktige.`,
  'charset-not-told': ({ byte, line, letters }) => {
    const instead =
      letters === null
        ? 'windows-1252 har ingen bokstav for det som står der'
        : `som windows-1252 ville den ha "${letters}" mellom bokstaver`;
    return `Det går ikke å si hvilket tegnsett filen er i: den er ikke UTF-8, og ${instead} (byte ${byte}, linje ${line}). Den kan komme fra et gammelt DOS- eller Mac-program. Eksporter filen som UTF-8, eller sett csv.charset til det den er i.`;
  },
  'two-charsets': ({ byte, line }) =>
    `Filen er i to tegnsett: den begynte i windows-1252, men er UTF-8 fra linje ${line} av (byte ${byte}). Eksporter hele som UTF-8.`,
  'declared-but-utf8': ({ label, byte, line }) =>
    `Filen, eller csv.charset for feeden, sier at den er i ${label}, men bokstavene er UTF-8, fra byte ${byte} (linje ${line}) av. Rett det den sier.`,
  'declared-but-other': ({ label, looks }) =>
    `Filen, eller csv.charset for feeden, sier at den er i ${label}, men den ${looks === null ? 'har én byte for hvert tegn, ikke to' : `ser ut som ${looks}`}. Rett det den sier, eller eksporter filen som UTF-8.`,
  'charset-not-read': ({ label }) =>
    `Tegnsettet${label === null ? ' som filen oppgir,' : ` "${label}"`} kan ikke leses. Bruk utf-8, utf-16, windows-1252, iso-8859-1 eller iso-8859-15.`,
};
