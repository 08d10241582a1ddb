import type { ArchiveFolder } from '../inbox/contract.ts';

// --- archive_keys ---

/** The key of one encrypted archive file, and where that file lies. */
export interface ArchiveKey {
  fileId: number;
  /** Sealed by the vault; null once it is erased. */
  wrapped: Buffer | null;
  folder: ArchiveFolder;
  /** Of the encrypted file; without its ending it is that of the plain one. */
  name: string;
  /** Of the encrypted file, once it is whole. */
  fingerprint: string | null;
  createdAt: string;
  /** Since when the encrypted file has been whole; null while the plain one is still needed. */
  sealedAt: string | null;
  erasedAt: string | null;
}

export interface ArchiveKeys {
  get(fileId: number): Promise<ArchiveKey | null>;
  /** Unless the file has one. @returns the one that it has */
  add(key: Pick<ArchiveKey, 'fileId' | 'wrapped' | 'folder' | 'name' | 'createdAt'>): Promise<ArchiveKey>;
  update(
    fileId: number,
    place: Partial<Pick<ArchiveKey, 'folder' | 'name' | 'fingerprint' | 'sealedAt'>>,
  ): Promise<void>;
  remove(fileId: number): Promise<void>;
  /** Makes these files unreadable. @returns how many still had a key */
  erase(fileIds: readonly number[], at: string): Promise<number>;
}
