import type { IssueCode } from './issue-code.ts';

/** Of a file as a whole, and of what it is packed in. */
export const fileIssues = {
  // The file as a whole.
  'file-empty': {
    title: 'empty file',
    advice: 'The export wrote nothing. Run it again and look for an error in its own log.',
  },
  'no-employees': {
    title: 'no employees',
    advice: 'Check whether the export broke off or its filter fits nobody.',
  },
  'manifest-sha256': {
    title: "not the manifest's file",
    advice:
      'Send the roster and then its manifest again. The SHA-256 is that of the file as it is sent, packed or encrypted.',
  },
  'manifest-rows': {
    title: "not the manifest's number of rows",
    advice: 'Send the whole roster and then its manifest again. Its rows are the employees, without the header.',
  },
  'manifest-invalid': {
    title: 'unusable manifest',
    advice:
      'Write the manifest as JSON like {"rows": 200, "sha256": "..."}, with one of the two at least; "createdAt" may stand beside them.',
  },
  'manifest-missing': {
    title: 'no manifest',
    advice: 'Make sure that the file is whole, or put its manifest beside it: its name and ".manifest.json" behind it.',
  },
  'unknown-format': {
    title: 'unknown format',
    advice: 'Send a CSV, XML or JSON file. From a spreadsheet, save it as "CSV UTF-8".',
  },
  truncated: { title: 'cut short', advice: 'The file was cut short. Send it again and compare its size.' },
  'invalid-encoding': {
    title: 'invalid characters',
    advice:
      'Export the file as UTF-8 (a spreadsheet has "CSV UTF-8"), or name its charset: an XML does in its declaration, a CSV by csv.charset of the feed.',
  },
  'unknown-charset': {
    title: 'unknown charset',
    advice: 'Use UTF-8, or one of the charsets that the message names.',
  },
  'charset-guessed': {
    title: 'charset guessed',
    advice: 'Check a name with special letters in the register. Export as UTF-8, or name the charset in the feed.',
  },
  'unclear-charset': {
    title: 'unclear charset',
    advice:
      'Export the file as UTF-8, or correct what names its charset: of an XML its declaration, of a CSV csv.charset of the feed.',
  },
  'replacement-character': {
    title: 'lost letters',
    advice:
      'The letter was lost before the file was written. Look for it in the source system, and for others like it.',
  },
  'twice-encoded': {
    title: 'damaged letters',
    advice:
      'Look for a program between the source system and Rollcall that opens the file and saves it again, and let it read UTF-8.',
  },
  'control-character': {
    title: 'control character',
    advice: 'Remove the character in the source system, or check that the file is no binary file. Then send it again.',
  },

  // What the file is packed in.
  'archive-damaged': {
    title: 'damaged archive',
    advice: 'Send the file again. If it fails once more, look at how it is packed and transferred (in binary mode).',
  },
  'archive-bomb': {
    title: 'archive unpacks to too much',
    advice: 'Find out who sent this file and how it was made: no roster packs like that.',
  },
  'archive-members': {
    title: 'not exactly one file in the archive',
    advice: 'Pack the roster, and nothing else.',
  },
  'archive-name': {
    title: 'dangerous name in the archive',
    advice: 'Find out who sent this file and how it was made: such names are used for attacks.',
  },
  'archive-unsupported': {
    title: 'packed in a way that is not read',
    advice: 'Send the file as it is, or packed as gzip, as zip with one file, or with OpenPGP.',
  },
  'not-decryptable': {
    title: 'not decryptable',
    advice: "Encrypt the file for the feed's key, and check the key and its passphrase in the feed (decrypt).",
  },
  'signature-missing': {
    title: 'signature missing',
    advice: 'Have the file signed with OpenPGP by the signer that the feed names (gpg --sign, not --detach-sign).',
  },
  'signature-invalid': {
    title: 'signature not valid',
    advice: 'Do not trust this file. Find out who sent it, and whether the signer has a new key.',
  },
} as const satisfies Record<string, IssueCode>;
