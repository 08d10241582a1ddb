import type { Knex } from 'knex';
import type { ArchiveKey, ArchiveKeys } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** The table `archive_keys`, on a connection or inside a transaction. */
export function createArchiveKeys(db: Knex, dialect: SqlDialect): ArchiveKeys {
  const keyOf = (fileId: number) => db('archive_keys').where({ file_id: fileId });
  const get = async (fileId: number) => {
    const row = await keyOf(fileId).first();
    return row === undefined ? null : archiveKey(row);
  };
  return {
    get,
    async add({ fileId, wrapped, folder, name, createdAt }) {
      const row = { file_id: fileId, wrapped, folder, name, created_at: createdAt };
      await dialect.insertMissing(db, 'archive_keys', row);
      const stored = await get(fileId);
      if (stored === null) throw new Error('A row that was inserted is there.');
      return stored;
    },
    async update(fileId, { folder, name, fingerprint, sealedAt }) {
      const place = { folder, name, fingerprint, sealed_at: sealedAt };
      // knex leaves out what is undefined.
      await keyOf(fileId).update(place);
    },
    async remove(fileId) {
      await keyOf(fileId).delete();
    },
    async erase(fileIds, at) {
      const kept = db('archive_keys').whereIn('file_id', fileIds).whereNotNull('wrapped');
      return kept.update({ wrapped: null, erased_at: at });
    },
  };
}

function archiveKey(row: Record<string, unknown>): ArchiveKey {
  return {
    fileId: row.file_id,
    wrapped: row.wrapped === null ? null : Buffer.from(row.wrapped as Uint8Array),
    folder: row.folder,
    name: row.name,
    fingerprint: row.fingerprint,
    createdAt: row.created_at,
    sealedAt: row.sealed_at,
    erasedAt: row.erased_at,
  } as ArchiveKey;
}
