/** The charset of an XML file without a byte order mark: by its first two characters, else as declared, else UTF-8. */
export function xmlCharset(head: Uint8Array): string {
  if (head[0] === lessThan && head[1] === 0) return 'utf-16le';
  if (head[0] === 0 && head[1] === lessThan) return 'utf-16be';
  return declaration.exec(new TextDecoder('latin1').decode(head))?.[1] ?? 'utf-8';
}

const lessThan = 0x3c;
const declaration = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/;
