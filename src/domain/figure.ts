/**
 * A number as English writes it, with one decimal at most: 1234567.25 is `1,234,567.3`. Intl loads its locale for the first
 * number that it writes, which took a tenth of a small file's whole check.
 */
export function figure(value: number): string {
  const [whole = '', decimals] = String(Math.round(value * 10) / 10).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
