import { looksLikeUtf16 } from '../text/charset.ts';

/**
 * The charset that an XML file declares in its first line. Without a declaration it is UTF-8, which nothing is guessed
 * instead of (XML 1.0, 4.3.3), or UTF-16: null has that told from the bytes.
 */
export function xmlCharset(head: Uint8Array): string | null {
  // In UTF-16 every other byte is zero.
  const text = new TextDecoder('latin1').decode(head).replaceAll('\0', '');
  return declaration.exec(text)?.[1] ?? (looksLikeUtf16(head) === null ? 'utf-8' : null);
}

const declaration = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/;
