import * as z from 'zod';
import { isEmail } from '../domain/email-address.ts';
import type { TreeKind } from './field-table.ts';

/** Source of the labels: the page's "Field: Approvers - Label", which offers these three, with what each may do. */
const labels = ['Manager', 'Non-approving manager', 'Higher manager'] as const;

/** `[{ email, label, can_approve }]`, emails in small letters. A CSV cell is JSON, or emails with `;` between them. */
export function springestApprovers(): TreeKind {
  const approver = z.looseObject({
    email: z.string().trim().toLowerCase().refine(isEmail, 'is not a mail address like name@example.org'),
    label: z.enum(labels),
    can_approve: z.boolean().default(true),
  });
  return {
    type: 'tree',
    schema: z.array(approver),
    empty: [],
    // Such a cell has no room for labels. The page demands one; its first names the direct manager.
    parseCell: (text) => parts(text).map((email) => ({ email, label: labels[0] })),
  };
}

/** Texts in small letters, each once. A CSV cell is JSON, or tags with `;` between them. */
export function springestTags(): TreeKind {
  return {
    type: 'tree',
    schema: z
      .array(z.string())
      .transform((tags) => [...new Set(tags.map((tag) => tag.trim().normalize('NFC').toLowerCase()))].filter(Boolean)),
    empty: [],
    parseCell: parts,
  };
}

function parts(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
