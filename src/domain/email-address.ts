/** One address, with a dot in its domain. What stands in front of the @ is the mail server's affair. */
export function isEmail(text: string): boolean {
  return text.length <= longestEmail && email.test(text);
}

/** RFC 5321, section 4.5.3.1.3. */
const longestEmail = 254;
// \p{C}: what can't be seen. Messages repeat an address, and nothing in it may turn or break their text.
const email = /^[^\s\p{C}@<>",;:\\()[\]]{1,64}@[^\s\p{C}@<>",;:\\()[\]]+\.[^\s\p{C}@<>",;:\\()[\].]+$/u;
