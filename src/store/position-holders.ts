import type { Knex } from 'knex';
import type { RegisteredPosition, UnknownHolder } from './contract.ts';

const holdersChunk = 2000;

/** The staged positions whose employee the register does not have; see Positions.unknownHolders. */
export async function* unknownHolders(db: Knex, fileId: number, feed: string): AsyncGenerator<UnknownHolder[]> {
  const companies = await companiesOf(db, feed);
  for (let after = 0; ; ) {
    const rows: (UnknownHolder & { id: number })[] = await db('position_imports as i')
      .select({ id: 'i.id', line: 'i.line', positionId: 'i.position_id', employeeNo: 'i.employee_no' })
      .where('i.file_id', fileId)
      .whereNotNull('i.employee_no')
      .where('i.id', '>', after)
      .whereNotExists(
        db('employees as e')
          .select(db.raw('1'))
          .where({ 'e.feed': feed, 'e.active': 1 })
          .whereIn('e.company_id', companies)
          .whereRaw('e.employee_no = i.employee_no'),
      )
      .orderBy('i.id')
      .limit(holdersChunk);
    if (rows.length > 0) yield rows.map(({ line, positionId, employeeNo }) => ({ line, positionId, employeeNo }));
    if (rows.length < holdersChunk) return;
    after = rows.at(-1)?.id ?? after;
  }
}

export async function listPositions(db: Knex, feed: string, inactive: boolean): Promise<RegisteredPosition[]> {
  const companies = await companiesOf(db, feed);
  const query = db('positions as p')
    .leftJoin('employees as e', (on) => {
      on.on('e.feed', 'p.feed')
        .onIn('e.company_id', companies)
        .on('e.employee_no', 'p.employee_no')
        .onVal('e.active', 1);
    })
    .select({
      id: 'p.id',
      feed: 'p.feed',
      positionId: 'p.position_id',
      title: 'p.title',
      parentPositionId: 'p.parent_position_id',
      employeeNo: 'p.employee_no',
      active: 'p.active',
      deactivatedAt: 'p.deactivated_at',
      employeeId: 'e.id',
      firstName: 'e.first_name',
      surname: 'e.surname',
    })
    .where('p.feed', feed)
    .orderBy('p.position_id');
  if (!inactive) query.where('p.active', 1);
  const rows: (Omit<RegisteredPosition, 'active'> & { active: unknown })[] = await query;
  return rows.map((row) => ({ ...row, active: Boolean(row.active) }));
}

/** No index begins with the employee number: it is looked up in each company of the feed, in the unique key. */
async function companiesOf(db: Knex, feed: string): Promise<string[]> {
  return await db('employees').distinct('company_id').where({ feed }).pluck('company_id');
}
