import type { strayMessages as english } from '../../../../domain/issue-messages/stray-messages.ts';
import type { MessageTable } from '../../issue-words.ts';

const kinds = { marker: 'markørfilen', manifest: 'manifestet' };
const newKinds = { marker: 'en ny markørfil', manifest: 'et nytt manifest' };

export const strayMessages: Pick<MessageTable, keyof typeof english> = {
  'stray-unreadable': () => 'Den kan ikke åpnes: tilgang nektet. La brukeren som kjører Rollcall, lese den.',
  'stray-waits': ({ kind, missing }) => `Den venter på ${kinds[kind]} ${missing}, som ikke er der (complete: ${kind}).`,
  'stray-spent': ({ kind, name }) =>
    `Den venter på ${newKinds[kind]}: ${name} hører til en tidligere fil med dette navnet.`,
  'stray-alone': ({ kind, roster }) => `Den er ${kinds[kind]} til ${roster}, som ikke er der.`,
  'stray-spreadsheet': () => 'Et regneark kan ikke leses som ansattliste: lagre det som "CSV UTF-8".',
  'stray-refused': ({ reason }) => {
    const [, bytes] = /^its name is longer than (\d+) bytes$/.exec(reason) ?? [];
    if (bytes !== undefined) return `Navnet er lengre enn ${bytes} byte.`;
    return refusals[reason] ?? `På engelsk: ${reason}`;
  },
  'stray-pattern': () => 'Navnet passer ikke til noe mønster for innboksen til feeden (inbox.files).',
};

const refusals: Readonly<Record<string, string>> = {
  'its name holds a path': 'Navnet inneholder en sti.',
  'its name holds a backslash': 'Navnet inneholder en omvendt skråstrek.',
  'its name is not valid UTF-8': 'Navnet er ikke gyldig UTF-8.',
  'its name holds control characters': 'Navnet inneholder kontrolltegn.',
  'its name holds what looks like a national identity number': 'Navnet inneholder noe som ser ut som et fødselsnummer.',
};
