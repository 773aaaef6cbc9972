// A training: its starts, and each proposal as it was judged.
import { element, say, Table } from './dom';
import { onceAFrame } from './drawing';
import { count, figure, interval } from './format';
import { type Row, Pages } from './pages';
import { type Point, PointChart } from './points';
import type { WorkView } from './work';

interface Restart {
  restart: number;
  start: string;
  value: number | null;
  globalGain: number | null;
  localGain: number | null;
  accepted: number;
  proposals: number;
  stopped: string;
}

interface Proposal {
  number: number;
  restart: number;
  sweep: number;
  player: 'global' | 'local';
  oracle: string;
  value: number | null;
  gain: number | null;
  low: number | null;
  high: number | null;
  accepted: boolean;
  verdict: string;
}

export interface Turns {
  restarts: Restart[];
  proposals: Proposal[];
}

// As many as the server keeps; a page that stays open for days keeps no more either.
const most = 50_000;
const slack = 5_000;

const sides = { global: 'global agent', local: 'local agents' };

export class TrainingView implements WorkView {
  readonly root: HTMLElement;
  private readonly best = element('p', { class: 'decision' });
  private readonly note = element('p', { class: 'meaning' });
  private readonly none = element('p', {}, 'No proposals judged yet.');
  private readonly chart = new PointChart('proposal');
  private readonly starts = new Pages(
    new Table('Starts', [
      { name: 'start' },
      { name: 'from' },
      { name: 'value', number: true },
      { name: 'global gain', number: true },
      { name: 'local gain', number: true },
      { name: 'accepted', number: true },
      { name: 'stopped' },
    ]),
    'last',
  );
  private readonly ask = onceAFrame(() => this.draw());
  private readonly pages = new Pages(
    new Table('Proposals, the newest first', [
      { name: 'number', number: true },
      { name: 'outcome' },
      { name: 'proposed by' },
      { name: 'value', number: true },
      { name: 'gain', number: true },
      { name: 'interval of the gain', number: true },
      { name: 'oracle' },
      { name: 'start', number: true },
      { name: 'sweep', number: true },
    ]),
    'first',
  );
  private readonly known: HTMLElement;
  private readonly restarts = new Map<number, Restart>();
  private readonly proposals: Proposal[] = [];
  private forgotten = 0;

  constructor() {
    const legend =
      'Large dots are accepted proposals of the global agent, squares those of the local agents; small dots were rejected. The line is the ' +
      'highest value accepted so far. Values are expected discounted returns in the population model where there is one.';
    const values = element('section', {}, element('h2', {}, 'Value by proposal'), this.best, this.note, this.chart.root, element('p', { class: 'meaning' }, legend));
    this.known = element('div', { hidden: '' }, values, element('h2', {}, 'Starts and proposals'), this.starts.root, this.pages.root);
    this.root = element('div', { class: 'training' }, this.none, this.known);
  }

  change(told: unknown): void {
    const { restarts = [], proposals = [] } = told as Partial<Turns>;
    restarts.forEach((restart) => this.restarts.set(restart.restart, restart));
    const last = this.proposals.at(-1)?.number ?? 0;
    proposals.filter((proposal) => proposal.number > last).forEach((proposal) => this.proposals.push(proposal));
    if (this.proposals.length > most + slack) {
      this.proposals.splice(0, this.proposals.length - most);
    }

    this.forgotten = (this.proposals[0]?.number ?? 1) - 1;
    this.ask();
  }

  private draw(): void {
    this.none.hidden = this.restarts.size > 0;
    this.known.hidden = this.restarts.size === 0;
    this.root.dataset.proposals = `${this.proposals.length}`;
    this.drawValues();
    const starts = [...this.restarts.values()].sort((one, other) => one.restart - other.restart);
    this.starts.show(starts.length, (place) => startRow(starts[place]!));
    this.pages.show(this.proposals.length, (place) => proposalRow(this.proposals.at(-1 - place)!));
  }

  private drawValues(): void {
    const best = [...this.restarts.values()].reduce<Restart | undefined>((top, each) => ((each.value ?? -Infinity) > (top?.value ?? -Infinity) ? each : top), undefined);
    say(this.best, best?.value === undefined || best.value === null ? '' : `Value so far: ${figure(best.value)} (start ${best.restart + 1})`);
    const accepted = this.proposals.filter((proposal) => proposal.accepted).length;
    const missing = this.forgotten > 0 ? ` The first ${count(this.forgotten)} are not shown.` : '';
    const text = `${count(accepted)} of ${count(this.proposals.length)} proposals accepted.${missing}`;
    say(this.note, text);
    const drawn = this.proposals.filter((proposal) => proposal.value !== null);
    const points = (wanted: (proposal: Proposal) => boolean): Point[] => drawn.filter(wanted).map(({ number, value }) => ({ x: number, y: value! }));
    const groups = [
      { name: 'rejected', points: points((proposal) => !proposal.accepted) },
      { name: 'local', points: points(({ accepted, player }) => accepted && player === 'local') },
      { name: 'global', points: points(({ accepted, player }) => accepted && player === 'global') },
    ];
    this.chart.show({ name: 'sofar', points: highest(points((proposal) => proposal.accepted)) }, groups, `Value by proposal. ${text} ${this.best.textContent}`);
  }
}

// The highest value so far, at every proposal that raised it, and at the last one.
function highest(points: Point[]): Point[] {
  const line: Point[] = [];
  for (const point of points) {
    const former = line.at(-1);
    if (former === undefined || point.y > former.y) {
      line.push(...(former === undefined ? [] : [{ x: point.x, y: former.y }]), point);
    }
  }

  const [last, end] = [points.at(-1), line.at(-1)];
  return last && end && last.x > end.x ? [...line, { x: last.x, y: end.y }] : line;
}

function startRow(restart: Restart): Row {
  return {
    key: `${restart.restart}`,
    cells: [
      `${restart.restart + 1}`,
      restart.start,
      figure(restart.value),
      figure(restart.globalGain),
      figure(restart.localGain),
      `${count(restart.accepted)} of ${count(restart.proposals)}`,
      restart.stopped || 'not yet',
    ],
  };
}

function proposalRow(proposal: Proposal): Row {
  const outcome = proposal.accepted ? 'accepted' : `rejected: ${proposal.verdict}`;
  return {
    key: `${proposal.number}`,
    cells: [
      count(proposal.number),
      outcome,
      sides[proposal.player],
      figure(proposal.value),
      figure(proposal.gain),
      interval(proposal.low, proposal.high),
      proposal.oracle,
      `${proposal.restart + 1}`,
      `${proposal.sweep}`,
    ],
  };
}
