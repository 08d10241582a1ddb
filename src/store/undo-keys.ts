import type { EmployeeKey } from '../domain/employee.ts';
import type { EmployeesUndo } from './undo-employees.ts';

/** An employee who is to have an earlier key again. */
export interface KeyMove {
  /** The row of history that gave them the one they have. */
  changeId: number;
  employeeId: number;
  from: EmployeeKey;
  to: EmployeeKey;
}

export interface KeyVerdicts {
  /** Whose key is taken by another employee, and by whom. */
  taken: ReadonlyMap<number, number>;
  /** Those who move. The register has a key for some of them meanwhile that no roster can bring. */
  moving: ReadonlyMap<number, KeyMove>;
}

const chunkSize = 500;

/**
 * Tells who can have the earlier key again: whoever's key nobody has who stays. Some move into places that others of them leave,
 * in a chain or in a circle, and a key is unique at every moment: whoever is in another one's way is put aside first. So is
 * whoever changes the company and the number, which are written one after the other, the company first.
 */
export async function settleKeys(undo: EmployeesUndo, moves: readonly KeyMove[]): Promise<KeyVerdicts> {
  const moving = new Map(moves.map((move) => [move.employeeId, move]));
  const holders = await findHolders(undo, moves);
  const taken = new Map<number, number>();
  const wanted = new Map<string, number>();
  const refuse = (id: number, holder: number) => {
    moving.delete(id);
    taken.set(id, holder);
  };
  for (const { employeeId, to } of moves) {
    const other = wanted.get(keyText(to));
    if (other === undefined) wanted.set(keyText(to), employeeId);
    else refuse(employeeId, other);
  }
  const staying = [...holders].filter(([, holder]) => !moving.has(holder));
  // Whoever stays for this is in the way of the next one.
  for (const [key, holder] of staying) {
    let inTheWay = holder;
    for (let mover = moverTo(key); mover !== undefined; ) {
      refuse(mover.employeeId, inTheWay);
      inTheWay = mover.employeeId;
      mover = moverTo(keyText(mover.from));
    }
  }
  const inAWay = [...holders.values()].filter((holder) => moving.has(holder));
  const changingBoth = [...moving.values()].filter(
    ({ from, to }) => from.companyId !== to.companyId && from.employeeNo !== to.employeeNo,
  );
  await putAside(undo, [...new Set([...inAWay, ...changingBoth.map(({ employeeId }) => employeeId)])]);
  return { taken, moving };

  function moverTo(key: string): KeyMove | undefined {
    return moving.get(wanted.get(key) ?? 0);
  }
}

function keyText({ companyId, employeeNo }: EmployeeKey): string {
  return JSON.stringify([companyId, employeeNo]);
}

/** Who has the wanted keys now, by key; nobody who wants the key that they have. */
async function findHolders({ db, request }: EmployeesUndo, moves: readonly KeyMove[]): Promise<Map<string, number>> {
  const holders = new Map<string, number>();
  for (const [companyId, wanted] of Map.groupBy(moves, ({ to }) => to.companyId)) {
    for (let from = 0; from < wanted.length; from += chunkSize) {
      const rows: { id: number; employee_no: string }[] = await db('employees')
        .select('id', 'employee_no')
        .where({ feed: request.feed, company_id: companyId })
        .whereIn(
          'employee_no',
          wanted.slice(from, from + chunkSize).map(({ to }) => to.employeeNo),
        );
      for (const { id, employee_no: employeeNo } of rows) holders.set(keyText({ companyId, employeeNo }), id);
    }
  }
  return holders;
}

/** No roster brings a key with a space in front: keys are trimmed. */
async function putAside({ db, dialect }: EmployeesUndo, ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += chunkSize) {
    const some = ids.slice(from, from + chunkSize);
    const aside = dialect.concat("' '", dialect.client === 'mysql' ? 'CAST(id AS CHAR)' : 'CAST(id AS TEXT)');
    await db('employees')
      .whereIn('id', some)
      .update({ employee_no: db.raw(aside) });
  }
}
