/** The charset that an XML file declares in its first line, or null. In UTF-16 every other byte of it is zero. */
export function xmlCharset(head: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(head).replaceAll('\0', '');
  return declaration.exec(text)?.[1] ?? null;
}

const declaration = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/;
