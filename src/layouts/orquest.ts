import * as z from 'zod';
import { tell } from '../domain/told.ts';
import type { Layout } from './contract.ts';
import { birthDate, boolean, date, type FieldRule, key, numberUpTo, plain, type RowInHand } from './field-table.ts';
import { createOrquestBlocks } from './orquest-blocks.ts';
import { createRecordLayout } from './record-layout.ts';
import type { Finding } from './wording.ts';

const createOptionsSchema = () =>
  z.object({
    /** What `business` is where an element doesn't say: a CSV of the person fields has no such column. */
    business: z.string().optional(),
    /** The same for `lag`. */
    lag: z.int().min(0).optional(),
    /** The roles that the business knows; any where they are not named. */
    roles: z.array(z.string()).optional(),
  });

type Options = z.output<ReturnType<typeof createOptionsSchema>>;
type User = z.output<ReturnType<typeof createOrquestBlocks>['user']['schema']>;

/**
 * The employees of Orquest: the array that its employee list takes, as JSON, as XML with the same names, or a CSV of the
 * person fields. Each element is judged by itself: "each entity in the list has its own status".
 *
 * @param options `{ business: "ACME", lag: 7, roles: ["admin"] }`
 */
export function createOrquest(options: unknown = {}): Layout {
  const known = createOptionsSchema().parse(options);
  return createRecordLayout({
    name: 'orquest',
    fields: createFields(known),
    recordPaths: [['employees', 'employee']],
    keyScope: 'company',
    // "The username field is not updated; only email, nodes, and roles can be modified."
    setOnce: ['attributes.user.username'],
    relations: { email: null, mentions: null, userName: 'user' },
    revision: '1',
    complete: (row) => complete(row, known),
  });
}

/**
 * Source: the system's page on "Create or update employee list (complex)", whose asterisks make `business`, `lag` and
 * `person` with `name`, `surname` and `employeeId` mandatory, and nothing else. Types are those of its request example.
 * A field of the person that is left out is empty, for the element is PUT whole; the exceptions are said where they stand.
 */
function createFields({ business, lag }: Options): FieldRule[] {
  const { metadata, freeList, user, serviceAssociations, contracts } = createOrquestBlocks();
  return [
    {
      name: 'business',
      to: 'companyId',
      kind: key,
      required: true,
      ...(business !== undefined && { default: business }),
    },
    // Days before today that are looked at. This and the five below are kept to be handed on; see `request`.
    {
      name: 'lag',
      to: 'attributes.request.lag',
      kind: numberUpTo(36_500, { whole: true }),
      required: true,
      ...(lag !== undefined && { default: String(lag) }),
    },
    { name: 'partial', to: 'attributes.request.partial', kind: boolean },
    { name: 'ignoreWithoutOuterId', to: 'attributes.request.ignoreWithoutOuterId', kind: boolean },
    // true: that block is not updated, and may be left out.
    { name: 'ignoreServiceAssociations', to: 'attributes.request.ignoreServiceAssociations', kind: boolean },
    { name: 'ignoreContracts', to: 'attributes.request.ignoreContracts', kind: boolean },
    { ...ofPerson('employeeId'), to: 'employeeNo', kind: key, required: true },
    { ...ofPerson('name'), to: 'firstName', kind: plain('firstName'), required: true },
    { ...ofPerson('surname'), to: 'surname', kind: plain('surname'), required: true },
    { ...ofPerson('email'), to: 'email', kind: plain('email', 'email') },
    // An invalid birth date is fatal in every layout, a missing one only where it is required.
    { ...ofPerson('birthday'), to: 'dateOfBirth', kind: birthDate },
    { ...ofPerson('seniority'), to: 'hireStartDate', kind: date },
    { ...ofPerson('group'), to: 'attributes.group', kind: { type: 'text', maxLength: 200 } },
    { ...ofPerson('metadata'), to: 'attributes.metadata', kind: metadata },
    { ...ofPerson('virtual'), to: 'attributes.virtual', kind: boolean },
    { ...ofPerson('aptitudes'), to: 'attributes.aptitudes', kind: freeList },
    // None of the three has an asterisk: an element without one says nothing about it, and what is known stays. An empty
    // list empties it. A CSV has the person fields only.
    { name: 'user', to: 'attributes.user', kind: user, csv: [], staysUnsent: true },
    {
      name: 'serviceAssociations',
      to: 'attributes.serviceAssociations',
      kind: serviceAssociations,
      csv: [],
      staysUnsent: true,
    },
    { name: 'contracts', to: 'attributes.contracts', kind: contracts, csv: [], staysUnsent: true },
  ];
}

function ofPerson(name: string): Pick<FieldRule, 'name' | 'path' | 'csv'> {
  return { name: `person.${name}`, path: ['person', name], csv: [`person.${name}`, name] };
}

function complete(row: RowInHand, { roles }: Options): void {
  if (row.value('ignoreServiceAssociations') === true) row.leaveOut('serviceAssociations');
  if (row.value('ignoreContracts') === true) row.leaveOut('contracts');
  const linked = row.value('user') as User | null | undefined;
  if (linked === null || linked === undefined) return;
  row.relations.userName = linked.username;
  // "Previously defined nodes and roles remain unchanged when the request is made without including these user fields."
  if (linked.nodes === undefined) row.addUnsent('attributes.user.nodes');
  if (linked.roles === undefined) row.addUnsent('attributes.user.roles');
  if (roles === undefined) return;
  for (const [index, role] of (linked.roles ?? []).entries()) {
    if (!roles.includes(role)) row.report(unknownRole(index, roles));
  }
}

/** "The role name must exactly match one defined in the system"; in its own words: "some role is not valid". */
function unknownRole(index: number, roles: readonly string[]): Finding {
  const said = tell('role-unknown', { index, known: roles.join(', ') });
  return { code: 'unknown-role', severity: 'row', field: 'user', ...said };
}
