import { maskNationalIds } from '../mask.ts';

/** `company 12`, `companies 12 and 14`, `companies 12, 14, 15 and 4 more`. */
export function tellCompanies(companyIds: readonly string[]): string {
  const named = nameCompanies(companyIds);
  const more = companyIds.length - named.length;
  if (more > 0) return `companies ${named.join(', ')} and ${more} more`;
  const [last = ''] = named.slice(-1);
  return named.length === 1 ? `company ${last}` : `companies ${named.slice(0, -1).join(', ')} and ${last}`;
}

/** The facts of that: the first of them, and how many there are. */
export function companyFacts(companyIds: readonly string[]): { companies: string; companyCount: number } {
  return { companies: nameCompanies(companyIds).join(', '), companyCount: companyIds.length };
}

const mostNamed = 3;

function nameCompanies(companyIds: readonly string[]): string[] {
  return companyIds.slice(0, mostNamed).map(maskNationalIds);
}
