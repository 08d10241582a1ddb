/** Text as it is kept: trimmed and NFC; undefined where there is none. */
export function cleanText(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  // Every character up to U+00FF is NFC already, and few names have others.
  return beyondLatin1.test(trimmed) ? trimmed.normalize('NFC') : trimmed;
}

/** Text in which nothing may be mended; undefined where there is none. */
export function exactText(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.trim() === '' ? undefined : value;
}

/** `true` or `false` where the text is a known spelling of them; anything else comes back as it is. */
export function plainBoolean(text: string): string {
  return spellings[text.toLowerCase()] ?? text;
}

const beyondLatin1 = /[\u0100-\uffff]/;
const spellings: Record<string, string> = Object.assign(Object.create(null), {
  true: 'true',
  false: 'false',
  sann: 'true',
  usann: 'false',
});
