// What was observed beside what the dispatcher believes of the whole population.
import type { Policy, Step } from './api';
import { Bar, endOf, type Share } from './bars';
import { element, type Row, say } from './dom';
import { count, percent } from './format';
import { LongTable, ranked } from './long-table';

// Two standard deviations and a little less: 95% of a normal law.
const deviations = 1.96;

export class BeliefView {
  readonly root: HTMLElement;
  private readonly note = element('p', { class: 'meaning' });
  private readonly table: LongTable;
  private readonly bars: Bar[];
  private readonly lost: number;
  private readonly names: string[];
  private end = 0;

  constructor(private readonly policy: Policy) {
    const states = policy.localStates ?? Array.from({ length: policy.places }, (_, place) => `feature ${place}`);
    this.lost = policy.places - states.length;
    this.names = states;
    this.bars = states.map(() => new Bar());
    this.table = new LongTable('By local state', 'states', [
      { name: 'local state' },
      { name: 'observed', number: true },
      { name: 'believed', number: true },
      { name: 'interval', number: true },
      { name: 'share of the agents' },
    ]);
    this.root = element('section', {}, element('h2', {}, 'Observation and belief'), this.note, this.table.root);
  }

  show(step: Step): void {
    const counts = step.observation.slice(this.lost);
    const seen = counts.reduce((sum, number) => sum + number, 0);
    const finite = this.policy.localStates !== undefined;
    const shares = this.names.map((_, place) => shareOf(step, place, finite && seen > 0 ? counts[place]! / seen : undefined));
    this.end = endOf(Math.max(0, ...shares.flatMap(({ share, high, mark }) => [share, high ?? 0, mark ?? 0])), this.end);
    say(this.note, this.words(step, seen, finite));
    const row = (place: number): Row => {
      const share = shares[place]!;
      this.bars[place]!.show(share, this.end);
      return {
        key: `${place}`,
        cells: [
          this.names[place]!,
          finite ? count(counts[place]!) : counts[place]!.toFixed(3),
          typeof step.estimate?.[place] === 'number' ? percent(share.share) : '',
          share.low === undefined ? '' : `${percent(share.low)} to ${percent(share.high!)}`,
          finite ? this.bars[place]!.root : '',
        ],
      };
    };
    this.table.show(ranked(shares.map(({ share, mark }) => Math.max(share, mark ?? 0))), row);
  }

  private words(step: Step, seen: number, finite: boolean): string {
    if (!finite) {
      return `Mean features of the ${this.policy.k} observed agents.`;
    }

    const missing = this.lost > 0 ? `, ${step.observation[0]} observations were lost` : '';
    const observed = `${count(seen)} of ${count(this.policy.agents)} agents were observed${missing}.`;
    const lost = step.reasonsLost ? ' How sure the dispatcher was is not known any more.' : '';
    const none = step.reasonsLost ? 'What the dispatcher believed is not known any more' : 'This dispatcher keeps no estimate';
    const belief = step.estimate
      ? `Bars are the believed shares${step.deviation ? ' with 95% intervals' : ''}, dots the observed ones; bars end at ${percent(this.end)}.${lost}`
      : `${none}: bars are the observed shares; they end at ${percent(this.end)}.`;
    return `${observed} ${belief}`;
  }
}

function shareOf(step: Step, place: number, observed: number | undefined): Share {
  const believed = step.estimate?.[place] ?? undefined;
  const deviation = step.deviation?.[place] ?? undefined;
  return {
    share: believed ?? observed ?? 0,
    low: believed === undefined || deviation === undefined ? undefined : Math.max(0, believed - deviations * deviation),
    high: believed === undefined || deviation === undefined ? undefined : Math.min(1, believed + deviations * deviation),
    mark: believed === undefined ? undefined : observed,
  };
}
