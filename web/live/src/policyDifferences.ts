// Where two dispatchers, and the agents beside them, act differently.
import { StackTable } from './compareTable';
import { type Child, element } from './dom';
import { count, percent } from './format';
import type { Comparison, DispatcherDifferences, LikelyAction, LocalDifferences } from './runApi';

export function policySections({ reason, dispatcher, local }: Comparison['policies']): HTMLElement[] {
  return dispatcher === undefined || local === undefined
    ? [section('Policies', element('p', {}, `The policies are not compared: ${reason ?? 'they cannot be read.'}`))]
    : [section('Dispatchers', ...dispatchers(dispatcher)), section('Agents', ...agents(local))];
}

function section(title: string, ...children: Child[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children);
}

function dispatchers({ reason, shares, observations, differ, largest }: DispatcherDifferences): HTMLElement[] {
  if (observations === undefined || differ === undefined || largest === undefined) {
    return [element('p', {}, `Not compared observation by observation: ${reason}.`), ...shareTable(shares)];
  }

  if (differ === 0) {
    return [element('p', {}, `At all ${count(observations)} possible observations both do the same.`)];
  }

  const table = new StackTable('Where they differ, the most observations first', ['global state', 'A', 'B', 'observations', 'share of all', 'for example']);
  table.fill(largest.map((group) => [group.globalState, group.a, group.b, count(group.observations), percent(group.observations / observations), group.example]));
  const words = `They act differently at ${count(differ)} of ${count(observations)} possible observations over all global states (${percent(differ / observations)}); each counts once, however likely it is.`;
  return [element('p', {}, words), table.root, ...shareTable(shares)];
}

function shareTable(shares: DispatcherDifferences['shares']): HTMLElement[] {
  if (shares.length === 0) {
    return [];
  }

  const table = new StackTable('Shares of the possible observations that lead to an action', ['global state', 'action', 'A', 'B', 'B less A']);
  table.fill(shares.map(({ globalState, action, a, b }) => [globalState, action, percent(a), percent(b), points(b - a)]));
  return [element('details', {}, element('summary', {}, 'How often each takes an action'), table.root)];
}

function agents({ states, differ, largest }: LocalDifferences): HTMLElement[] {
  if (differ === 0) {
    return [element('p', {}, `In all ${count(states)} pairs of a local and a global state both do the same.`)];
  }

  const table = new StackTable('Where they differ, the largest difference first', ['local state', 'global state', 'A', 'B', 'difference']);
  table.fill(largest.map((row) => [row.localState, row.globalState, likely(row.a), likely(row.b), percent(row.distance)]));
  const words = `They act differently in ${count(differ)} of ${count(states)} pairs of a local and a global state. Actions are the likeliest; the difference is the share of the probability that lies elsewhere.`;
  return [element('p', {}, words), table.root];
}

const likely = ({ action, probability }: LikelyAction): string => (probability >= 0.9995 ? action : `${action} (${percent(probability)})`);

const points = (difference: number): string => `${difference < 0 ? '\u2212' : '+'}${percent(Math.abs(difference))}`;
