// The proposals of two runs in one picture; their numbers are in a table below it.
import { StackTable } from './compareTable';
import { element } from './dom';
import { count, decimals } from './format';
import { shape } from './frame';
import type { ComparedRun, Proposal } from './runApi';
import { decimalsOf } from './runWords';

const width = 640;
const height = 300;
const left = 70;
const right = 10;
const top = 12;
const bottom = 46;
const pageLength = 200;

// From so many marks on they would hide each other.
const crowd = 500;

interface Point {
  x: number;
  y: number;
  accepted: boolean;
  begins: boolean;
}

export function proposalSection(a: ComparedRun, b: ComparedRun): HTMLElement {
  const root = element('section', {}, element('h2', {}, 'Proposals'));
  const [ofA, ofB] = [points(a.proposals), points(b.proposals)];
  if (ofA.length + ofB.length === 0) {
    root.append(element('p', {}, 'Neither run tells values of proposals.'));
    return root;
  }

  const words =
    'Each mark is the value of the pair with one proposal, in the order of the restarts: circles for A, squares for B, filled where it was accepted. ' +
    'The lines are the values of the pairs kept: full for A, dashed for B.';
  root.append(element('p', { class: 'meaning' }, words), chart(ofA, ofB, `${summary('A', a)} ${summary('B', b)}`), numbers(a.proposals, b.proposals));
  return root;
}

function summary(letter: string, run: ComparedRun): string {
  const accepted = run.proposals.filter((proposal) => proposal.accepted);
  const values = accepted.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const best = values.length === 0 ? '' : `, the best worth ${decimals(...values)(Math.max(...values))}`;
  return `${letter}: ${count(run.proposals.length)} proposals, ${count(accepted.length)} accepted${best}.`;
}

function points(proposals: Proposal[]): Point[] {
  return proposals.flatMap(({ value, accepted, restart }, place) =>
    value === undefined ? [] : [{ x: place + 1, y: value, accepted, begins: place === 0 || proposals[place - 1]!.restart !== restart }],
  );
}

function chart(ofA: Point[], ofB: Point[], label: string): SVGElement {
  const all = [...ofA, ...ofB];
  const low = all.reduce((least, { y }) => Math.min(least, y), Infinity);
  const most = all.reduce((largest, { y }) => Math.max(largest, y), -Infinity);
  const high = most > low ? most : low + 1;
  const last = all.reduce((largest, { x }) => Math.max(largest, x), 2);
  const x = (value: number): number => left + ((width - left - right) * (value - 1)) / (last - 1);
  const y = (value: number): number => top + ((height - top - bottom) * (high - value)) / (high - low);
  const root = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'chart proposals', 'aria-label': `Value per proposal. ${label}` });
  const write = decimalsOf(low, high, high);
  for (const value of [low, (low + high) / 2, high]) {
    root.append(shape('line', { class: 'rule', x1: `${left}`, x2: `${width}`, y1: `${y(value)}`, y2: `${y(value)}` }));
    root.append(text(write(value), { x: `${left - 8}`, y: `${y(value)}`, 'text-anchor': 'end', dy: '0.32em' }));
  }

  root.append(text('1', { x: `${left}`, y: `${height - 22}`, 'text-anchor': 'middle' }));
  root.append(text(count(last), { x: `${width - right}`, y: `${height - 22}`, 'text-anchor': 'end' }));
  root.append(text('proposal', { x: `${(left + width) / 2}`, y: `${height - 6}`, 'text-anchor': 'middle' }));
  for (const [name, list, mark] of [['a', ofA, circle], ['b', ofB, square]] as const) {
    root.append(shape('path', { class: `kept ${name}`, d: kept(list, x, y) }));
    const size = all.length > crowd ? 1.5 : 4;
    for (const accepted of [false, true]) {
      const marks = list.filter((point) => point.accepted === accepted).map((point) => mark(x(point.x), y(point.y), size));
      root.append(shape('path', { class: `mark ${name} ${accepted ? 'accepted' : 'rejected'}`, d: marks.join('') }));
    }
  }

  return root;
}

// Steps from one accepted proposal to the next of its restart.
function kept(list: Point[], x: (value: number) => number, y: (value: number) => number): string {
  let path = '';
  let value: number | undefined;
  list.forEach((point, place) => {
    const former = point.begins ? undefined : value;
    value = point.accepted ? point.y : former;
    if (value !== undefined) {
      const end = list[place + 1]?.begins === false ? list[place + 1]!.x : point.x;
      path += `${former === undefined ? 'M' : 'L'}${x(point.x).toFixed(1)} ${y(value).toFixed(1)}H${x(end).toFixed(1)}`;
    }
  });
  return path;
}

const circle = (x: number, y: number, r: number): string =>
  `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const square = (x: number, y: number, r: number): string => `M${(x - r).toFixed(1)} ${(y - r).toFixed(1)}h${2 * r}v${2 * r}h${-2 * r}z`;

// The rows are made when they are asked for: there may be thousands.
function numbers(a: Proposal[], b: Proposal[]): HTMLElement {
  const table = new StackTable('Proposals', ['number', 'A', 'B']);
  const more = element('button', { type: 'button', hidden: '' });
  const folded = element('details', {}, element('summary', {}, 'The numbers'), table.root, element('p', {}, more));
  const length = Math.max(a.length, b.length);
  const show = (rows: number): void => {
    table.fill(Array.from({ length: Math.min(rows, length) }, (_, place) => [`${place + 1}`, worth(a[place]), worth(b[place])]));
    more.hidden = rows >= length;
    more.textContent = `Show all ${count(length)}`;
  };
  folded.addEventListener('toggle', () => show(pageLength), { once: true });
  more.addEventListener('click', () => show(length));
  return folded;
}

function worth(proposal: Proposal | undefined): string {
  if (proposal === undefined) {
    return '';
  }

  const { player, oracle, value, accepted } = proposal;
  const by = player === 'global' ? 'dispatcher' : 'agents';
  return `${value === undefined ? 'no value' : decimalsOf(undefined, undefined, value)(value)}, ${by} (${oracle}), ${accepted ? 'accepted' : 'rejected'}`;
}

function text(words: string, attributes: Record<string, string>): SVGElement {
  const made = shape('text', { class: 'tick', ...attributes });
  made.textContent = words;
  return made;
}
