import * as z from 'zod';
import { compileDateFormat } from '../domain/date-format.ts';
import {
  type FieldMapping,
  kindOf,
  likeLayouts,
  type MappingTarget,
  mappingTargets,
} from '../domain/roster-mapping.ts';
import { nationalIdCountries } from '../runtime/national-id-schemes.ts';
import { section, text } from './fields.ts';

/** Text as it is meant: 0042 without quotation marks would be the number 42. */
const value = (description: string) => z.string('must be text; put it into quotation marks').describe(description);

/** Texts that are only compared. */
const words = (description: string) =>
  z
    .array(z.union([z.string(), z.number(), z.boolean()], 'must be a word').transform(String))
    .min(1, 'must hold a word, or be left out')
    .describe(description);

const source = (description: string) => text(description);

const dateFormat = () =>
  text('Like dd.MM.yyyy.').refine(
    (format) => compileDateFormat(format) !== null,
    'must be made of yyyy or yy, MM or M, dd or d (and HH, mm, ss), like "dd.MM.yyyy", or be "excel-serial"',
  );

const field = () =>
  section({
    from: source("A column's header, or the path of an element (person/number) or key (person.number).").optional(),
    join: z.array(source('A column.')).min(2, 'must name two columns or more').optional().describe('Several columns.'),
    with: value('What stands between the columns of "join"; a blank by default.').optional(),
    value: value('The same for everybody.').optional(),
    trim: z
      .boolean()
      .optional()
      .describe(
        'Whether blanks around the value are taken away; false by default for birth dates and identity numbers.',
      ),
    split: section({
      at: value('What divides the parts.').min(1, 'must not be empty'),
      part: z.int().min(1).max(20).describe('Which part to take, counted from 1.'),
    })
      .optional()
      .describe('Takes a part of the value.'),
    case: z.enum(['upper', 'lower']).optional().describe('Capital or small letters.'),
    map: z
      .record(z.string(), value('What the word stands for.'))
      .optional()
      .describe("The file's words and what they stand for; upper and lower case are the same."),
    date: z
      .union([dateFormat().transform((format) => [format]), z.array(dateFormat()).min(1, 'must name a format')])
      .optional()
      .describe('How dates are written, one format or several, tried in this order; yyyy-MM-dd by default.'),
    number: section({
      decimal: z.enum(['.', ',']).default('.').describe('What stands before the decimals.'),
      thousands: z.enum(['.', ',', ' ', "'"]).optional().describe('What groups the thousands.'),
      times: z
        .number('must be a positive number')
        .gt(0, 'must be a positive number')
        .max(1_000_000, 'must be 1000000 at most')
        .refine((times) => /^\d+(\.\d{1,4})?$/.test(String(times)), 'must have four decimals at most')
        .optional()
        .describe('What the number is multiplied by: 100 where the file has shares of 1 for percentages.'),
    })
      .optional()
      .describe('How numbers are written; a percent sign behind them is left out.'),
    true: words('Words for yes.').optional(),
    false: words('Words for no.').optional(),
    otherwise: value('What any other word stands for.').optional(),
    default: value('What the field is where the file has nothing.').optional(),
  });

const mappedField = () =>
  z
    .union([source("A column's header, or a path.").transform((from): FieldMapping => ({ from })), field()])
    .meta({ id: 'mappedField' });

const fields = () => {
  const target = mappedField();
  return section(
    Object.fromEntries(
      mappingTargets.map((name) => [name, target.optional().describe(describeTarget(name))]),
    ) as Record<MappingTarget, z.ZodOptional<typeof target>>,
  );
};

/** `mapping:` of a feed with the layout custom. Made for those feeds alone: it is a quarter of the whole config's schema. */
export const mapping = () =>
  section({
    record: text('Path of the element that is one employee in XML; not needed for CSV and JSON.')
      .regex(/^[^/\s]+(\/[^/\s]+)*$/, 'must be a path like "employees/employee"')
      .default('employees/employee'),
    fields: fields().describe('What each field of an employee comes from.'),
    nationalIdScheme: z
      .enum(nationalIdCountries)
      .optional()
      .describe('The country whose national identity numbers stand in the files.'),
    required: z.array(z.enum(mappingTargets)).default([]).describe('Fields that must not be empty.'),
    keepUnmapped: z
      .union(
        [z.boolean(), z.array(source('A column.')).min(1, 'must name a column')],
        'must be true, false or a list of columns',
      )
      .default(false)
      .describe('Whether columns that no field names are kept in "attributes": all of them, or these.'),
    like: z.enum(likeLayouts).optional().describe('The layout whose rules the employees must keep as well.'),
  });

function describeTarget(name: MappingTarget): string {
  const kind = kindOf(name);
  if (name === 'active') return 'Whether the person is active; who is not is deactivated.';
  if (name === 'deleted') return 'Whether the person has left; who has is deactivated.';
  return `${name}: ${kind === 'nationalId' ? 'a national identity number' : kind === 'boolean' ? 'true or false' : `a ${kind}`}.`;
}
