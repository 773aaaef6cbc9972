// What was observed beside what the dispatcher believes of the whole population.
import type { Policy, Step } from './api';
import { Bar, endOf, type Share } from './bars';
import { element, say, Table } from './dom';
import { count, percent } from './format';

// Two standard deviations and a little less: 95% of a normal law.
const deviations = 1.96;

export class BeliefView {
  readonly root: HTMLElement;
  private readonly note = element('p', { class: 'meaning' });
  private readonly table: Table;
  private readonly bars: Bar[];
  private readonly lost: number;
  private readonly names: string[];
  private end = 0;

  constructor(private readonly policy: Policy) {
    const states = policy.localStates ?? Array.from({ length: policy.places }, (_, place) => `feature ${place}`);
    this.lost = policy.places - states.length;
    this.names = states;
    this.bars = states.map(() => new Bar());
    this.table = new Table('By local state', [
      { name: 'local state' },
      { name: 'observed', number: true },
      { name: 'believed', number: true },
      { name: 'interval', number: true },
      { name: 'share of the agents' },
    ]);
    this.root = element('section', {}, element('h3', {}, 'Observation and belief'), this.note, this.table.root);
  }

  show(step: Step): void {
    const counts = step.observation.slice(this.lost);
    const seen = counts.reduce((sum, number) => sum + number, 0);
    const finite = this.policy.localStates !== undefined;
    const shares = this.names.map((_, place) => shareOf(step, place, finite && seen > 0 ? counts[place]! / seen : undefined));
    this.end = endOf(Math.max(0, ...shares.flatMap(({ share, high, mark }) => [share, high ?? 0, mark ?? 0])), this.end);
    say(this.note, this.words(step, seen, finite));
    this.table.show(
      this.names.map((name, place) => {
        const share = shares[place]!;
        this.bars[place]!.show(share, this.end);
        return {
          key: `${place}`,
          cells: [
            name,
            finite ? count(counts[place]!) : counts[place]!.toFixed(3),
            step.estimate ? percent(share.share) : '',
            share.low === undefined ? '' : `${percent(share.low)} to ${percent(share.high!)}`,
            finite ? this.bars[place]!.root : '',
          ],
        };
      }),
    );
  }

  private words(step: Step, seen: number, finite: boolean): string {
    if (!finite) {
      return `Mean features of the ${this.policy.k} observed agents.`;
    }

    const missing = this.lost > 0 ? `, ${step.observation[0]} observations were lost` : '';
    const observed = `${count(seen)} of ${count(this.policy.agents)} agents were observed${missing}.`;
    const belief = step.estimate
      ? `Bars are the believed shares${step.deviation ? ' with 95% intervals' : ''}, dots the observed ones; bars end at ${percent(this.end)}.`
      : `This dispatcher keeps no estimate: bars are the observed shares; they end at ${percent(this.end)}.`;
    return `${observed} ${belief}`;
  }
}

function shareOf(step: Step, place: number, observed: number | undefined): Share {
  const believed = step.estimate?.[place];
  const deviation = step.deviation?.[place];
  return {
    share: believed ?? observed ?? 0,
    low: believed === undefined || deviation === undefined ? undefined : Math.max(0, believed - deviations * deviation),
    high: believed === undefined || deviation === undefined ? undefined : Math.min(1, believed + deviations * deviation),
    mark: believed === undefined ? undefined : observed,
  };
}
