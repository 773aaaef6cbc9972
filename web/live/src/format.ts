const whole = new Intl.NumberFormat('en');

export const count = (number: number): string => whole.format(number);

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

// Three digits that mean something; the same number of decimals for all numbers of a list.
export function decimals(...numbers: number[]): (number: number) => string {
  const largest = Math.max(1e-9, ...numbers.map(Math.abs));
  const places = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(largest))));
  return (number) => number.toFixed(places).replace('-', '\u2212');
}

export const time = (iso: string): string => new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
