// Two runs beside each other. Differences are those of B from A.
import './runs.css';
import type { Refusal } from './api';
import { sideBySide, StackTable } from './compareTable';
import { type Child, element, heading } from './dom';
import { count, duration, figure, figureDown, figureUp } from './format';
import { readOnce } from './events';
import { tellRefusal } from './key';
import { policySections } from './policyDifferences';
import { proposalSection } from './proposalChart';
import { reportLink } from './report';
import type { ComparedRun, Comparison, Figure } from './runApi';
import { decimalsOf, measured, stateWord, stopWord } from './runWords';
import { tell, tellAway } from './state';

export function showComparison(query: string, content: HTMLElement, signal: AbortSignal): void {
  const chosen = new URLSearchParams(query);
  const back = element('p', {}, element('a', { href: '#/runs' }, 'All runs'));
  content.replaceChildren(heading('Two runs compared'), back);
  tell('Reading the runs.');
  const [a, b] = [chosen.get('a') ?? '', chosen.get('b') ?? ''].map(encodeURIComponent);
  const outcome = {
    away: tellAway,
    refused: (failure: Refusal) => tellRefusal(failure, content, () => showComparison(query, content, signal)),
  };
  void readOnce<Comparison>(`v1/runs/compare?a=${a}&b=${b}`, outcome, signal, (comparison) => {
    content.append(element('div', { class: 'runs-view' }, ...sections(comparison)));
    tell('Compared.', 'good');
  });
}

function sections(comparison: Comparison): HTMLElement[] {
  const { a, b, policies } = comparison;
  return [
    section('The runs', names(a, b), ...faults(a, b)),
    section('Options', ...options(comparison)),
    section('Results', results(comparison), element('p', {}, relation(comparison)), ...paired(comparison)),
    proposalSection(a, b),
    ...policySections(policies),
  ];
}

function section(title: string, ...children: Child[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children);
}

function names(a: ComparedRun, b: ComparedRun): HTMLElement {
  const row = (letter: string, run: ComparedRun): HTMLElement => {
    const found = run.found === undefined ? '' : `: ${run.found}`;
    const report = run.report ? [element('br'), reportLink(run)] : [];
    return element('div', {}, element('dt', {}, letter), element('dd', {}, element('strong', {}, run.name), ` (${stateWord(run.state)}${found})`, ...report));
  };
  return element('dl', {}, row('A', a), row('B', b));
}

function faults(a: ComparedRun, b: ComparedRun): HTMLElement[] {
  return [a, b].flatMap((run) => run.faults.map((fault) => element('p', { class: 'caution' }, `${run.name}: ${fault}`)));
}

function options({ options: { differ, equal }, returns }: Comparison): HTMLElement[] {
  const game =
    returns.sameGame === undefined
      ? 'Whether both are of the same game is not known: an older record has no hash of its game.'
      : returns.sameGame
        ? 'Both are of the same game.'
        : 'The games differ.';
  const table = new StackTable('Options that differ', ['option', 'A', 'B']);
  table.fill(differ.map(({ name, a, b }) => [name, written(a), written(b)]));
  const rest = new StackTable('Options that are equal', ['option', 'A and B']);
  rest.fill(equal.map(({ name, value }) => [name, written(value)]));
  return [
    element('p', {}, differ.length === 0 ? `${game} No option differs.` : game),
    ...(differ.length === 0 ? [] : [table.root]),
    element('details', {}, element('summary', {}, `${count(equal.length)} options are equal`), rest.root),
  ];
}

function written(value: unknown): string {
  return value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

function number(run: ComparedRun, field: string): number | undefined {
  const value: Figure = run.outcome?.[field];
  return typeof value === 'number' ? value : undefined;
}

function results({ a, b, returns }: Comparison): HTMLElement {
  const table = sideBySide('What came out');
  const both = [a, b] as const;
  const write = decimalsOf(a.deployed?.low, a.deployed?.high, a.deployed?.mean ?? 1);
  // Values of a model are exact to more digits than returns.
  const fine = decimalsOf(undefined, undefined, (number(a, 'value') ?? number(b, 'value') ?? 1) / 100);
  const rows = [
    ['return when deployed', ...both.map((run) => (run.deployed ? measured(run.deployed) : '')), signed(returns.difference, write)],
    numbers('value in the model', both.map((run) => number(run, 'value')), fine),
    numbers('gain left, dispatcher', both.map((run) => run.globalGain), figure),
    numbers('gain left, agents', both.map((run) => run.localGain), figure),
    ['certificate', ...both.map(certificate), ''],
    numbers('proposals', both.map((run) => run.proposals.length), count),
    numbers('proposals accepted', both.map((run) => run.proposals.filter((proposal) => proposal.accepted).length), count),
    ['stopped', ...both.map((run) => stopWord(run.stopReason)), ''],
    numbers('time taken', both.map((run) => run.seconds), duration),
  ];
  table.fill(rows.filter(([, ...cells]) => cells.some((cell) => cell !== '')));
  return table.root;
}

function numbers(name: string, [a, b]: (number | undefined)[], write: (value: number) => string): string[] {
  const text = (value: number | undefined): string => (value === undefined ? '' : write(value));
  return [name, text(a), text(b), a === undefined || b === undefined ? '' : signed(b - a, write)];
}

function signed(difference: number | undefined, write: (value: number) => string): string {
  const size = difference === undefined ? '' : write(Math.abs(difference));
  if (difference === undefined || parseFloat(size) === 0) {
    return size === '' ? '' : '0';
  }

  return difference < 0 ? `\u2212${size}` : `+${size}`;
}

function certificate({ certificate: found }: ComparedRun): string {
  return found?.high === undefined ? '' : `${figureDown(found.low ?? 0)} to ${figureUp(found.high)}, ${found.proved ? 'proved' : 'estimated'}`;
}

// No more than the files say.
function relation({ returns: { relation: kind, overlap } }: Comparison): string {
  if (kind === 'other-game') {
    return 'The runs are not known to be of the same game, so that their returns may answer different questions.';
  }

  if (kind === 'other-horizon') {
    return 'The returns were measured over episodes of different lengths: they cannot be compared as they are.';
  }

  const intervals =
    overlap === undefined
      ? 'Whether the returns differ cannot be said: an interval is missing.'
      : overlap
        ? 'The 95% intervals of the returns overlap: by them alone the difference may be chance.'
        : 'The 95% intervals of the returns do not overlap.';
  return kind === 'same-random-numbers'
    ? `${intervals} Both were measured on the same random numbers, so that the difference is more certain than the intervals say; by how much, the records of the runs do not tell.`
    : `${intervals} They were measured on different random numbers.`;
}

function paired({ returns }: Comparison): HTMLElement[] {
  if (returns.paired.length === 0) {
    return [];
  }

  const table = new StackTable('Simulations that both hold, seed by seed', ['agents', 'steps', 'episodes per seed', 'seeds', 'B less A, with 95% interval']);
  table.fill(
    returns.paired.map(({ agents, horizon, rollouts, difference }) =>
      [...[agents, horizon, rollouts, difference.count].map(count), measured(difference)],
    ),
  );
  return [element('p', {}, 'Both runs were also simulated alike. On the same random numbers, the differences of single seeds are known:'), table.root];
}
