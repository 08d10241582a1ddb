import { AppError } from '../domain/app-error.ts';
import { type EmployeeKey, maxKeyLength, sealedFields } from '../domain/employee.ts';
import { fieldsByHand } from '../domain/field-by-hand.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { holdsNationalId } from '../domain/national-id.ts';
import type { FieldChange } from '../domain/plan.ts';
import type { Vault } from '../runtime/vault.ts';
import type {
  ChangeByHand,
  DeliveryTarget,
  EmployeePatch,
  PlainValues,
  RegisteredEmployee,
  SealedColumns,
  StoreAreas,
} from '../store/contract.ts';
import type { Parts } from './context.ts';
import { sealedValues } from './sealed-values.ts';
import { leaseLost } from './settle-verdict.ts';
import { differing, readValues, type TypedValues, type ValueRules, type ValuesByHand } from './values-by-hand.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

/** The feed of those whom no roster brings, and so none ever takes away. */
export const manualFeed = 'manual';

export interface ByHandOrder {
  /** The employee's. */
  feed: string;
  /** Who does it: `user@host`, or an API key by its name. */
  actor: string;
  /** Who is told of it. */
  targets: readonly DeliveryTarget[];
  lease: LeaseTimes;
  stop: AbortSignal;
}

export interface EditedByHand {
  employee: RegisteredEmployee;
  /** What differs now; empty where all was so already: then nothing was written. */
  changes: FieldChange[];
}

/**
 * Adds somebody whom no roster brings.
 *
 * @throws AppError `usage-value`, `employee-exists`
 */
export async function addByHand(
  parts: Parts,
  order: Omit<ByHandOrder, 'feed' | 'targets'> & { key: EmployeeKey; values: TypedValues; rules: ValueRules },
): Promise<EditedByHand> {
  const key = readKey(order.key);
  const values = readValues(order.values, order.rules, {});
  const changes = differing({}, values);
  return edit(parts, { ...order, feed: manualFeed, targets: [] }, async (areas, change) => {
    if (await areas.byHand.isTaken(manualFeed, key)) throw alreadyThere(key);
    const created = { ...change, kind: 'created' as const, fields: changes };
    const { employeeId } = await areas.byHand.add(manualFeed, key, split(parts.vault, values, {}), created);
    // Somebody without any field is added, too.
    return { employeeId, changes, isNew: true };
  });
}

/**
 * Sets fields of an employee. What the feed owns is refused: its next roster would take it back.
 *
 * @param order.own the fields that are kept by hand; null where all of them are
 * @throws AppError `usage-value`, `field-of-feed`, `employee-unknown`
 */
export async function setByHand(
  parts: Parts,
  order: ByHandOrder & { employeeId: number; values: TypedValues; own: readonly string[] | null; rules: ValueRules },
): Promise<EditedByHand> {
  refuseFieldsOfFeed(order);
  return edit(parts, order, async (areas, change) => {
    const { employee, sealed: stored } = await load(areas, order);
    const before: ValuesByHand = { ...employee, nationalId: null, ...sealedValues(parts.vault).open(stored) };
    const values = readValues(order.values, order.rules, before);
    const fields = differing(before, values);
    return write(areas, order, employee, split(parts.vault, values, before), { ...change, kind: 'updated', fields });
  });
}

/**
 * Makes somebody active or not. Who is deactivated by hand stays so where the feed reactivates only those who were absent.
 *
 * @throws AppError `employee-unknown`; `usage-national-id` where the reason holds such a number
 */
export async function setActiveByHand(
  parts: Parts,
  order: ByHandOrder & { employeeId: number; active: boolean; reason: string | null },
): Promise<EditedByHand> {
  const { active, reason } = order;
  if (reason !== null && maskNationalIds(reason) !== reason) throw identityInReason();
  return edit(parts, order, async (areas, change) => {
    const { employee } = await load(areas, order);
    if (employee.active !== active) {
      const fields = [{ field: 'active', before: !active, after: active }];
      const kind = active ? ('reactivated' as const) : ('deactivated' as const);
      // Who takes back a deactivation by hand has changed nothing that a roster or a date says.
      const holdsRepeats = employee.deactivatedBy !== 'manual';
      const patch: EmployeePatch = active ? { active, holdsRepeats } : { active, deactivatedBy: 'manual' };
      return write(areas, order, employee, patch, { ...change, kind, fields, reason });
    }
    // Absent today, and back with the next roster, unless somebody says so by hand.
    const fields = active ? [] : differingCause(employee);
    const told = { ...order, targets: [] };
    return write(areas, told, employee, { deactivatedBy: 'manual' }, { ...change, kind: 'updated', fields, reason });
  });
}

/** What an edit has come to. */
interface Edit {
  employeeId: number;
  changes: FieldChange[];
  isNew?: boolean;
}

/** Under the feed's lease, in one transaction that moves the register's version: plans that were made before it are made anew. */
async function edit(
  parts: Parts,
  order: ByHandOrder,
  work: (areas: StoreAreas, change: Pick<ChangeByHand, 'at' | 'actor' | 'reason'>) => Promise<Edit>,
): Promise<EditedByHand> {
  const { feed, actor, lease: times, stop } = order;
  return withLease(parts, feed, times, stop, async (lease) => {
    const done = await parts.store.transaction(async (areas) => {
      if (!(await areas.leases.renew(lease))) throw leaseLost({ lease });
      const { registerVersion } = await areas.feeds.get(feed);
      const edited = await work(areas, { at: parts.clock().toISOString(), actor, reason: null });
      const { changes, isNew = false } = edited;
      const isChanged = isNew || changes.length > 0;
      if (isChanged && !(await areas.feeds.advance(feed, registerVersion))) throw leaseLost({ lease });
      return { ...edited, isChanged };
    });
    const { employeeId, changes, isChanged } = done;
    if (isChanged) {
      const fields = changes.map(({ field }) => field);
      parts.log.info('employee edited by hand', { feed, employeeId, by: actor, fields });
    }
    const { employee } = await load(parts.store, { feed, employeeId });
    return { employee, changes };
  });
}

async function write(
  areas: StoreAreas,
  { feed, targets }: Pick<ByHandOrder, 'feed' | 'targets'>,
  { id: employeeId, companyId }: RegisteredEmployee,
  patch: EmployeePatch,
  change: ChangeByHand,
): Promise<Edit> {
  const { kind, at, fields } = change;
  if (fields.length === 0) return { employeeId, changes: [] };
  const changeId = await areas.byHand.change(employeeId, patch, change);
  await areas.deliveries.queueByHand({ feed, employeeId, changeId, kind, at, companies: [companyId] }, targets);
  return { employeeId, changes: fields };
}

async function load(
  { byHand }: Pick<StoreAreas, 'byHand'>,
  { feed, employeeId }: { feed: string; employeeId: number },
): ReturnType<typeof loadAny> {
  const found = await loadAny({ byHand }, employeeId);
  if (found.employee.feed === feed) return found;
  throw new AppError('employee-moved', `Feed ${found.employee.feed} has just taken over the employee ${employeeId}.`, {
    hint: 'Do it again.',
    retryable: true,
  });
}

/** @throws AppError `employee-unknown` */
export async function loadAny(
  { byHand }: Pick<StoreAreas, 'byHand'>,
  employeeId: number,
): Promise<NonNullable<Awaited<ReturnType<StoreAreas['byHand']['employee']>>>> {
  const found = await byHand.employee(employeeId);
  if (found !== null) {
    const { erasedAt } = found.employee;
    if (erasedAt === null) return found;
    throw new AppError('employee-erased', `The personal data of employee ${employeeId} was erased on ${erasedAt}.`, {
      hint: 'Whoever comes back is a new employee.',
    });
  }
  throw new AppError('employee-unknown', `There is no employee with the id ${employeeId}.`, {
    hint: 'Look the id up with "rollcall employee --employee-no N".',
  });
}

/** The values as the register keeps them; sealed ones all together, and only where one of them is given. */
function split(
  vault: Vault,
  values: ValuesByHand,
  before: ValuesByHand,
): { plain: Partial<PlainValues>; sealed?: SealedColumns } {
  const isSealed = (field: string) => (sealedFields as readonly string[]).includes(field);
  const plain = Object.fromEntries(Object.entries(values).filter(([field]) => !isSealed(field)));
  if (!Object.keys(values).some(isSealed)) return { plain };
  return { plain, sealed: sealedValues(vault).seal({ ...before, ...values }) };
}

/** An undo of the file that has deactivated them must see that a person has had a say since. */
function differingCause({ deactivatedBy }: RegisteredEmployee): FieldChange[] {
  if (deactivatedBy === 'manual') return [];
  return [
    { field: 'active', before: false, after: false },
    { field: 'deactivatedBy', before: deactivatedBy, after: 'manual' },
  ];
}

function readKey({ companyId, employeeNo }: EmployeeKey): EmployeeKey {
  const key = { companyId: companyId.trim().normalize('NFC'), employeeNo: employeeNo.trim().normalize('NFC') };
  const fault = faultOf(key.employeeNo, 'employee number') ?? (key.companyId && faultOf(key.companyId, 'company id'));
  if (!fault) return key;
  throw new AppError('usage-value', fault, { hint: 'Nothing was changed.' });
}

function faultOf(text: string, what: string): string | null {
  if (text === '') return `The ${what} is empty.`;
  if ([...text].length > maxKeyLength) return `The ${what} is longer than ${maxKeyLength} characters.`;
  if (/\p{Cc}/u.test(text)) return `The ${what} has a control character in it.`;
  return holdsNationalId(text)
    ? `The ${what} looks like a national identity number; it must not serve as a key.`
    : null;
}

function alreadyThere({ companyId, employeeNo }: EmployeeKey): AppError {
  const company = companyId === '' ? '' : ` of company ${companyId}`;
  return new AppError('employee-exists', `The employee ${employeeNo}${company} was added by hand before.`, {
    hint: `"rollcall employee --employee-no ${employeeNo} --feed ${manualFeed}" shows them; change them with "rollcall employee set --id ID".`,
  });
}

function refuseFieldsOfFeed({
  feed,
  employeeId,
  values,
  own,
}: {
  feed: string;
  employeeId: number;
  values: TypedValues;
  own: readonly string[] | null;
}): void {
  if (own === null) return;
  // What is no field at all is told of where the values are read.
  const owned = fieldsByHand.filter((field) => Object.hasOwn(values, field) && !own.includes(field));
  if (owned.length === 0) return;
  const kept = own.length === 0 ? 'none of its fields is kept by hand' : `by hand are kept: ${own.join(', ')}`;
  throw new AppError(
    'field-of-feed',
    `Employee ${employeeId} belongs to feed ${feed}, whose rosters bring ${owned.length === 1 ? 'this field' : 'these fields'}: ${owned.join(', ')}. The next one would take the change back; ${kept}.`,
    {
      hint: `Change it in the system that sends the rosters, or name it in "manualFields" of feed ${feed} in the config.`,
    },
  );
}

function identityInReason(): AppError {
  return new AppError('usage-national-id', 'The reason holds a national identity number.', {
    hint: 'Nothing was changed. Give the reason without it: it is kept in the history as it is written.',
  });
}
