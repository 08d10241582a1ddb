import { UnpackFault } from './unpack-fault.ts';

export type ZipMember = 'roster' | 'folder' | 'companion';

/**
 * What a member of a zip archive is, by its name.
 *
 * Nothing is ever written under it. But an archive with a name that leads out of its folder was made to attack whoever
 * unpacks it, and doesn't come from an HR system.
 */
export function judgeMember(name: Uint8Array): ZipMember {
  const text = Buffer.from(name).toString('latin1');
  const fault = attack(text);
  if (fault !== null) {
    const message = `The zip archive has a member whose name ${fault}. Nothing of it was taken: pack the file by itself, without its folder.`;
    throw new UnpackFault('archive-name', message);
  }
  if (/^(\[Content_Types\]\.xml$|_rels\/|xl\/)/.test(text)) {
    const message = 'The file is an Excel workbook (.xlsx). Save it as "CSV UTF-8" and send that.';
    throw new UnpackFault('archive-unsupported', message);
  }
  if (text.endsWith('/')) return 'folder';
  return companions.test(text) ? 'companion' : 'roster';
}

/** The Finder of macOS puts one beside each file, with its icon and the like; it and Windows Explorer put one into folders. */
const companions = /^__MACOSX\/(.*\/)?\._[^/]+$|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** Not those above ASCII: in other charsets letters stand there. */
const controlCharacter = /[\p{Cc}&&\p{ASCII}]/v;

function attack(name: string): string | null {
  if (name === '') return 'is empty';
  if (controlCharacter.test(name)) return 'has control characters';
  if (name.includes('\\')) return 'has a backslash';
  if (name.startsWith('/')) return 'begins at the root of a file system';
  if (/^[a-z]:/i.test(name)) return 'begins with a drive';
  return name.split('/').includes('..') ? 'leads out of its folder (..)' : null;
}
