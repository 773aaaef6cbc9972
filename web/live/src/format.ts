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

// A value or a gain: two decimals, more digits where it is small.
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return '';
  }

  const size = Math.abs(value);
  const text = size === 0 || (size >= 0.1 && size < 1e6) ? value.toFixed(size === 0 ? 0 : 2) : size >= 0.001 && size < 0.1 ? value.toFixed(4) : value.toExponential(1);
  return text.replace('e+', 'e').replace('-', '\u2212');
}

export const interval = (low: number | null | undefined, high: number | null | undefined): string =>
  low === null || low === undefined ? (high === null || high === undefined ? '' : `at most ${figure(high)}`) : high === null || high === undefined ? `at least ${figure(low)}` : `${figure(low)} to ${figure(high)}`;

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (number: number): string => `${number}`.padStart(2, '0');
  return whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s` : `${Math.floor(whole / 3600)} h ${pad(Math.floor(whole / 60) % 60)} min`;
}
