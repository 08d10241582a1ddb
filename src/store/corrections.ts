import type { Knex } from 'knex';
import type { Correction, Corrections } from './contract.ts';

/** The table `import_corrections`. */
export function createCorrections(db: Knex): Corrections {
  const ofFile = (fileId: number) => db('import_corrections').where({ file_id: fileId }).orderBy('id');
  return {
    async add(fileId, { line, nth, at, actor, fields }, sealed) {
      const row = { file_id: fileId, line, nth, at, actor, fields: JSON.stringify(fields), corrected: sealed };
      await db('import_corrections').insert(row);
    },
    async list(fileId) {
      const rows: (Omit<Correction, 'fields'> & { fields: string })[] = await ofFile(fileId).select(
        'line',
        'nth',
        'at',
        'actor',
        'fields',
      );
      return rows.map((row) => ({ ...row, fields: JSON.parse(row.fields) as string[] }));
    },
    sealed: (fileId) => ofFile(fileId).select('line', 'nth', { sealed: 'corrected' }),
    async areThere(fileId) {
      return (await db('import_corrections').where({ file_id: fileId }).first('id')) !== undefined;
    },
  };
}
