// A sweep: every k with every training seed, for every variant where options of training vary too.
import { element, say, Table } from './dom';
import { onceAFrame } from './drawing';
import { count, duration, figure, interval } from './format';
import { type Row, Pages } from './pages';
import { type Point, PointChart } from './points';
import type { WorkView } from './work';

interface Cell {
  k: number;
  seed: string;
  // From 1; 0 or absent where nothing varies but k and seed.
  variant?: number;
  state: 'waiting' | 'running' | 'done' | 'failed';
  failure: string;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  globalGain?: number | null;
  localGain?: number | null;
  stopped?: string;
  seconds?: number;
}

export interface Cells {
  k?: number[];
  seed?: string;
  seeds?: number;
  variants?: string[];
  cells: Cell[];
}

function keyOf({ k, seed, variant = 0 }: { k: number; seed: string; variant?: number }): string {
  return `${variant}/${k}/${seed}`;
}

export class SweepView implements WorkView {
  readonly root: HTMLElement;
  private readonly sofar = element('p', { class: 'decision' });
  private readonly note = element('p', { class: 'meaning' });
  private readonly chart = new PointChart('k =');
  private readonly ask = onceAFrame(() => this.draw());
  private readonly pages = new Pages(
    new Table('Cells: every k with every training seed', [
      { name: 'cell' },
      { name: 'state' },
      { name: 'deployed', number: true },
      { name: '95% interval', number: true },
      { name: 'global gain', number: true },
      { name: 'local gain', number: true },
      { name: 'stopped' },
      { name: 'time', number: true },
    ]),
    'last',
  );
  private readonly values: HTMLElement;
  private readonly cells = new Map<string, Cell>();
  private subsamples: number[] = [];
  private first = 1n;
  private seeds = 0;
  private variants: string[] = [];

  // The place of the cell that ran last.
  private followed = 0;

  constructor() {
    const legend = 'Dots are the returns of single trainings, deployed; the line joins their means for each k.';
    this.values = element('section', {}, element('h2', {}, 'Return by k'), this.chart.root, element('p', { class: 'meaning' }, legend));
    this.root = element('div', { class: 'sweep' }, this.sofar, this.note, this.values, element('h2', {}, 'Cells'), this.pages.root);
  }

  change(told: unknown): void {
    const { k, seed, seeds, variants, cells = [] } = told as Partial<Cells>;
    this.subsamples = k ?? this.subsamples;
    this.first = seed === undefined ? this.first : BigInt(seed);
    this.seeds = seeds ?? this.seeds;
    this.variants = variants ?? this.variants;
    cells.forEach((cell) => this.cells.set(keyOf(cell), cell));
    this.ask();
  }

  private get total(): number {
    return this.each * Math.max(1, this.variants.length);
  }

  // Cells of one variant.
  private get each(): number {
    return this.subsamples.length * this.seeds;
  }

  private words({ k, seed, variant = 0 }: { k: number; seed: string; variant?: number }): string {
    const varied = this.variants[variant - 1];
    return `${varied === undefined ? '' : `${varied}, `}k = ${count(k)}, seed ${seed}`;
  }

  private draw(): void {
    const known = [...this.cells.values()];
    const done = known.filter((cell) => cell.state === 'done');
    const failed = known.filter((cell) => cell.state === 'failed').length;
    const running = known.find((cell) => cell.state === 'running');
    this.root.dataset.done = `${done.length + failed}`;
    say(this.sofar, `${count(done.length + failed)} of ${count(this.total)} cells done${failed > 0 ? `, ${count(failed)} of them failed` : ''}`);
    say(this.note, running ? `Running: ${this.words(running)}.` : '');
    this.drawValues(done);
    this.followed = running ? this.place(running) : this.followed;
    this.pages.show(this.total, (place) => this.row(place), this.followed);
  }

  private place({ k, seed, variant = 0 }: Cell): number {
    const before = this.each * Math.max(0, variant - 1);
    return before + this.subsamples.indexOf(k) * this.seeds + Number(BigInt(seed) - this.first);
  }

  private drawValues(done: Cell[]): void {
    const points = done.filter((cell) => typeof cell.value === 'number').map((cell): Point => ({ x: cell.k, y: cell.value! }));
    this.values.hidden = points.length === 0;
    const means = this.subsamples.flatMap((k): Point[] => {
      const all = points.filter((point) => point.x === k);
      return all.length === 0 ? [] : [{ x: k, y: all.reduce((sum, { y }) => sum + y, 0) / all.length }];
    });
    const text = means.map(({ x, y }) => `k = ${x}: ${figure(y)}`).join('; ');
    this.chart.show({ name: 'sofar', points: means }, [{ name: 'global', points }], `Return by k. ${text}`);
  }

  private row(place: number): Row {
    const variant = this.variants.length === 0 ? 0 : 1 + Math.floor(place / this.each);
    const k = this.subsamples[Math.floor((place % this.each) / this.seeds)]!;
    const seed = `${this.first + BigInt(place % this.seeds)}`;
    const cell = this.cells.get(keyOf({ k, seed, variant })) ?? { k, seed, variant, state: 'waiting', failure: '' };
    return {
      key: keyOf(cell),
      cells: [
        this.words(cell),
        cell.failure ? `failed: ${cell.failure}` : cell.state,
        figure(cell.value),
        cell.value === undefined ? '' : interval(cell.low, cell.high) || 'one seed',
        figure(cell.globalGain),
        figure(cell.localGain),
        cell.stopped ?? '',
        cell.seconds === undefined ? '' : duration(cell.seconds),
      ],
    };
  }
}
