interface Place {
  byte: number;
  line: number;
}

/** Of how a file's characters are written. */
export const charsetMessages = {
  'bytes-not-in-charset': ({ charset, byte, line, isDamaged }: Place & { charset: string; isDamaged: boolean }) => {
    const usual = charset === 'utf-8' ? ' (from Windows mostly windows-1252)' : '';
    const advice = isDamaged
      ? 'Its other letters are UTF-8, so the file is damaged there or was put together from several: export the whole of it as UTF-8.'
      : `Export the file as UTF-8, or say what it is in: an XML in its declaration, a CSV by csv.charset of its feed${usual}.`;
    return `The file is not valid ${charset.toUpperCase()}: the byte at offset ${byte} (line ${line}) doesn't belong. ${advice}`;
  },
  'letters-read-twice': ({ line, letters }: { line: number; letters: string }) =>
    `Line ${line} has "${letters}" where most likely one letter should be: the file was in UTF-8, and a program before us read it as windows-1252 and wrote it anew. Maybe all of its special letters are damaged so.`,
  'control-character': ({ code, byte, line }: Place & { code: string }) => {
    const name = code === '0000' ? 'a NUL character' : `the control character U+${code}`;
    return `The file has ${name} on line ${line} (byte ${byte}), which no roster has: it is damaged, or no text file.`;
  },
  'letter-lost': ({ line }: { line: number }) =>
    `Line ${line} has the character \uFFFD, which stands for a letter that was lost before the file came here; maybe others do too.`,
  'charset-guessed': ({ byte, line }: Place) =>
    `The file doesn't say what charset it is in and is not UTF-8, so it was read as windows-1252, from byte ${byte} (line ${line}) on. Look whether its letters came out right.`,
  /** `letters` are those that it would have as windows-1252; null where that has none for these bytes. */
  'charset-not-told': ({ byte, line, letters }: Place & { letters: string | null }) => {
    const instead =
      letters === null
        ? 'windows-1252 has no letter for what stands there'
        : `as windows-1252 it would have "${letters}" between letters`;
    return `The file's charset can't be told: it is not UTF-8, and ${instead} (byte ${byte}, line ${line}). It may come from an old DOS or Mac program. Export the file as UTF-8, or set csv.charset to what it is in.`;
  },
  'two-charsets': ({ byte, line }: Place) =>
    `The file is in two charsets: it began in windows-1252, but is UTF-8 from line ${line} on (byte ${byte}). Export the whole of it as UTF-8.`,
  'declared-but-utf8': ({ label, byte, line }: Place & { label: string }) =>
    `The file, or csv.charset of its feed, says that it is in ${label}, but its letters are those of UTF-8, from byte ${byte} (line ${line}) on. Correct what it says.`,
  'declared-but-other': ({ label, looks }: { label: string; looks: string | null }) => {
    const is = looks === null ? 'has one byte for each character, not two' : `looks like ${looks}`;
    return `The file, or csv.charset of its feed, says that it is in ${label}, but it ${is}. Correct what it says, or export the file as UTF-8.`;
  },
  'charset-not-read': ({ label }: { label: string | null }) =>
    `The charset${label === null ? ' that the file names' : ` "${label}"`} can't be read. Use utf-8, utf-16, windows-1252, iso-8859-1 or iso-8859-15.`,
};
