// Runs in words.
import { count, figure } from './format';
import type { ListedRun, Measured, State } from './runApi';

const states: Record<State, string> = {
  finished: 'finished',
  'under-way': 'under way',
  'half-written': 'half-written',
  damaged: 'damaged',
  'other-version': 'another version',
};

const reasons: Record<string, string> = {
  'no-improvement': 'converged',
  undecided: 'undecided',
  'accuracy-reached': 'accurate',
  'maximum-sweeps': 'sweep limit',
  'iteration-limit': 'iteration limit',
  'intervals-overlap': 'overlap',
  cancelled: 'cancelled',
  'log-exhausted': 'log used up',
};

export const stateWord = (state: State): string => states[state];

export const stopWord = (reason: string | undefined): string => (reason === undefined ? '' : (reasons[reason] ?? reason));

// As many decimals as the interval leaves certain.
export function decimalsOf(low: number | undefined, high: number | undefined, fallback: number): (value: number) => string {
  const width = low === undefined || high === undefined || high <= low ? Math.abs(fallback) / 100 : (high - low) / 2;
  const places = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(Math.max(width, 1e-9)))));
  return (value) => value.toFixed(places).replace('-', '\u2212');
}

export function measured({ mean, low, high }: Measured): string {
  const write = mean === 0 && low === high ? String : decimalsOf(low, high, mean);
  return low === undefined || high === undefined ? write(mean) : `${write(mean)} (${write(low)} to ${write(high)})`;
}

export function gapWord(run: ListedRun): string {
  if (run.certificate?.high !== undefined) {
    return `at most ${figure(run.certificate.high)}, ${run.certificate.proved ? 'proved' : 'estimated'}`;
  }

  const gain = largestGain(run);
  return gain === undefined ? '' : `${figure(gain)} found`;
}

export function largestGain(run: ListedRun): number | undefined {
  const gains = [run.globalGain, run.localGain].filter((gain) => gain !== undefined);
  return gains.length === 0 ? undefined : Math.max(...gains);
}

export function subsamples(run: ListedRun): string {
  return run.k.length > 4 ? `${run.k[0]} to ${run.k.at(-1)}` : run.k.join(', ');
}

export function stopped(run: ListedRun): string {
  return run.cells ? `${count(run.cells.done)} of ${count(run.cells.all)} cells${run.cells.failed ? `, ${count(run.cells.failed)} failed` : ''}` : stopWord(run.stopReason);
}
