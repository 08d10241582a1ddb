import * as z from 'zod';
import { isCalendarDate } from '../domain/calendar-date.ts';
import { isEmail } from '../domain/email-address.ts';
import type { TreeKind } from './field-table.ts';

/**
 * The lists and objects of an element. Source: the request example of the system's page, which shows every name and its
 * type; the page gives no lists of the codes in it (`MONDAY_SUNDAY`, `WEEKLY`, `ALL`), so that any text will do. Names
 * that the example doesn't have are kept, with a warning: the page is said to change, and nothing should be lost by it.
 * Only what makes no sense without it is required: a user's name, and the beginning of a period.
 */
export function createOrquestBlocks() {
  const text = z.string();
  const minutes = z.int().min(0);
  /** May be left out or null. An empty element of XML is null, too, except for texts. */
  const optional = <Schema extends z.ZodType>(schema: Schema) =>
    z.preprocess((value) => (value === '' ? null : value), schema.nullable()).optional();
  const optionalText = text.nullable().optional();
  const date = text.refine(isCalendarDate, 'is not a date written yyyy-MM-dd (such as 1974-11-23)');
  /** null: without an end. */
  const openDate = optional(date);
  const anything = z.record(z.string(), z.unknown());
  const period = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => {
    return z
      .looseObject({ from: date, to: openDate, ...shape })
      .refine(({ from, to }) => typeof to !== 'string' || typeof from !== 'string' || from <= to, {
        path: ['to'],
        error: 'lies before from',
      });
  };

  const metadata = tree(anything, null);
  /** Aptitudes are named on the page, but not in its example. */
  const freeList = tree(z.array(z.unknown()), []);

  /** "If the email address format is invalid, the request returns ... User email is not valid." */
  const userEmail = text.refine(isEmail, {
    error: 'is wrong: User email is not valid',
    params: { code: 'user-email-invalid' },
  });

  const user = tree(
    z.looseObject({
      username: text.min(1),
      email: optional(userEmail),
      nodes: optional(z.array(z.int())),
      roles: optional(z.array(text)),
    }),
    null,
  );

  /** Within one day, counted from its first minute. */
  const range = z.looseObject({ dayType: optionalText, startMinuteDay: minutes, duration: minutes });

  const disponibility = period({ ranges: optional(z.array(range)) });

  const cession = z.looseObject({
    product: optionalText,
    minutes: optional(minutes),
    days: optional(z.array(text)),
  });

  const serviceAssociations = tree(
    z.array(
      period({
        ownerProduct: optionalText,
        product: optionalText,
        splitPresence: optional(z.boolean()),
        unplannable: optional(z.boolean()),
        card: optionalText,
        roles: optional(z.array(text)),
        disponibility: optional(z.array(disponibility)),
        regularCessions: optional(z.array(cession)),
        metadata: optional(anything),
        id: optionalText,
      }),
    ),
    [],
  );

  const contracts = tree(
    z.array(
      period({
        regularMinutes: optional(minutes),
        weeklyContract: optional(z.boolean()),
        countingDays: optionalText,
        additionalMinutes: optional(minutes),
        regularControlPeriod: optionalText,
        regularPeriodMultiplier: optional(z.int().min(0)),
        regularPeriodStartDate: openDate,
        additionalControlPeriod: optionalText,
        additionalPeriodMultiplier: optional(z.int().min(0)),
        additionalPeriodStartDate: openDate,
        calendarDaysOff: optional(z.boolean()),
        numberOfHolidays: optional(z.number().min(0)),
        numberOfPublicHolidays: optional(z.number().min(0)),
        weeklyDaysInvolved: optionalText,
        metadata: optional(anything),
        costPerHour: optional(z.number().min(0)),
        personCategory: optionalText,
        id: optionalText,
        contractTypeId: optionalText,
        completed: optional(z.boolean()),
      }),
    ),
    [],
  );

  return { metadata, freeList, user, serviceAssociations, contracts };
}

function tree<Schema extends z.ZodType>(schema: Schema, empty: TreeKind['empty']) {
  return { type: 'tree', schema, empty } as const satisfies TreeKind;
}
