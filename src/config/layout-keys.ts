import * as z from 'zod';
import { section, text } from './fields.ts';

const column = () => text('What the column of a CSV is called.').optional();

/** `hrDataSync:` of a feed with that layout. */
export const hrDataSync = () =>
  section({
    columns: section({
      employee_id: column(),
      forename: column(),
      surname: column(),
      employee_type: column(),
      department: column(),
      start_date: column(),
      country: column(),
      email: column(),
    })
      .prefault({})
      .describe("What the columns of a CSV are called; those that are not named go by the field's own name."),
    positionColumns: section({
      position_title: column(),
      position_id: column(),
      parent_position_id: column(),
      employee_id: column(),
    })
      .prefault({})
      .describe('The same for a CSV of positions. One that is named must be there, employee_id too.'),
  });

/** `orquest:` of a feed with that layout. */
export const orquest = () =>
  section({
    business: text('The business of elements that name none, as in a CSV of the person fields.').optional(),
    lag: z.int().min(0).optional().describe('The lag of elements that name none. Days before today.'),
    roles: z
      .array(text('A role.'))
      .min(1, 'must name a role, or be left out')
      .optional()
      .describe(
        "The roles that the business knows, written just so; a user's other roles are refused. Any when absent.",
      ),
  });
