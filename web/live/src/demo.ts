// A simulated population to play with.
import { type DemoGame, type Fleet, Refusal, send } from './api';
import { Bar, endOf } from './bars';
import { Chart, type Line } from './chart';
import { type Choice, choiceOf } from './choice';
import { button, element, heading, type Row, say, Table } from './dom';
import { onceAFrame } from './drawing';
import { listen, readOnce, type ServerEvent } from './events';
import { count, decimals, percent } from './format';
import { tellRefusal } from './key';
import { LongTable, ranked } from './long-table';
import { Slider } from './slider';
import { tell, tellAway } from './state';

const arms: { name: keyof Fleet['totals']; title: string }[] = [
  { name: 'trained', title: 'trained dispatcher' },
  { name: 'person', title: 'with you (dashes)' },
  { name: 'blind', title: 'blind dispatcher (dots)' },
];
// More than a chart has room for.
const remembered = 1000;

export function showDemo(content: HTMLElement, signal: AbortSignal): void {
  const outcome = {
    away: tellAway,
    refused: (failure: Refusal) => tellRefusal(failure, content, () => showDemo(content, signal)),
  };
  tell('Connecting.');
  void readOnce<Partial<DemoGame>>('v1/demo', outcome, signal, (game) => {
    if (game.game === undefined) {
      tell('This server simulates nothing; start it with antiphon serve --demo GAME.', 'bad');
      return;
    }

    const view = new DemoView(game as DemoGame);
    content.replaceChildren(view.root);
    const listener = {
      ...outcome,
      event({ name, data }: ServerEvent): void {
        if (name === 'fleet') {
          tell('Live.', 'good');
          view.show(JSON.parse(data) as Fleet);
        }
      },
    };
    void listen('v1/demo/events', listener, signal);
  });
}

class DemoView {
  readonly root: HTMLElement;
  private readonly lead = element('p', { class: 'lead' });
  private readonly notice = element('p', { class: 'caution', role: 'status', hidden: '' });
  private readonly refusal = element('p', { class: 'caution', role: 'alert', hidden: '' });
  private readonly now = element('p', { class: 'decision' });
  private readonly speed: Slider;
  private readonly observed: Slider;
  private readonly agents: Slider;
  private readonly shock = button('Shock', () => this.change({ shock: true }));
  private readonly take = button('Take over', () => this.change({ taken: !this.points.at(-1)?.taken }));
  private readonly choice: Choice;
  private readonly states: LongTable;
  private readonly bars: Bar[];
  private readonly returns = new Table('Rewards', [
    { name: 'dispatcher' },
    { name: 'sum', number: true },
    { name: 'per step', number: true },
    { name: 'against trained', number: true },
  ]);
  private readonly since = element('p', { class: 'meaning' });
  private readonly chart = new Chart();
  private points: Fleet[] = [];
  private end = 0;
  private readonly ask = onceAFrame(() => this.draw(this.points.at(-1)!));

  constructor(private readonly game: DemoGame) {
    this.speed = new Slider('Steps per second', 0, game.fastest, (value) => this.change({ speed: value }));
    this.observed = new Slider('Observed agents, k', 1, Math.min(50, game.mostObserved), (value) => this.change({ k: value }));
    this.agents = new Slider('Agents, n', 1, 6, (value) => this.change({ n: 10 ** value }), (value) => count(10 ** value));
    this.choice = choiceOf(game.globalActions, (action) => this.change({ action }));
    this.bars = game.localStates.map(() => new Bar());
    this.states = new LongTable('Where the agents are', 'states', [
      { name: 'local state' },
      { name: 'agents', number: true },
      { name: 'observed', number: true },
      { name: 'share of the agents' },
    ]);
    const restart = button('Restart', () => this.change({ restart: true }));
    const controls = element('div', { class: 'controls' }, this.speed.root, this.observed.root, this.agents.root);
    const buttons = element('p', { class: 'buttons' }, this.take, ' ', this.shock, ' ', restart);
    const population = element('section', {}, element('h2', {}, 'Population'), this.now, this.states.root);
    const compared = element('section', {}, element('h2', {}, 'Comparison'), this.since, this.returns.root);
    compared.append(this.chart.root);
    this.root = element('div', { class: 'demo' }, heading(`A fleet to play with: ${game.game}`), this.lead, this.notice, controls);
    this.root.append(buttons, this.refusal, this.choice.root, element('div', { class: 'parts' }, population, compared));
  }

  show(fleet: Fleet): void {
    const last = this.points.at(-1);
    const goesOn = last !== undefined && last.since === fleet.since && last.step <= fleet.step && last.n === fleet.n && last.k === fleet.k;
    const former = goesOn ? this.points.filter(({ step }) => step < fleet.step) : [];
    this.points = [...former, fleet].slice(-remembered);
    this.ask();
  }

  private draw(fleet: Fleet): void {
    this.root.dataset.step = `${fleet.step}`;
    say(this.lead, `${count(fleet.n)} agents, of which the dispatcher observes ${fleet.k} in each step.`);
    this.notice.hidden = fleet.notice === '';
    say(this.notice, fleet.notice);
    this.speed.show(fleet.speed);
    this.observed.show(fleet.k);
    this.agents.show(Math.round(Math.log10(fleet.n)), count(fleet.n));
    this.shock.disabled = !fleet.canBeShocked;
    say(this.take, fleet.taken ? 'Give back' : 'Take over');
    this.choice.show(fleet);
    const who = fleet.taken ? 'You' : 'The dispatcher';
    say(this.now, `${who}: ${this.game.globalActions[fleet.action]} (global state: ${this.game.globalStates[fleet.globalState]})`);
    this.drawStates(fleet);
    this.drawReturns(fleet);
  }

  private drawStates(fleet: Fleet): void {
    const seen = fleet.observation.slice(fleet.observation.length - this.game.localStates.length);
    const sum = seen.reduce((all, number) => all + number, 0);
    const shares = fleet.counts.map((agents, place) => ({
      share: agents / fleet.n,
      mark: sum > 0 ? seen[place]! / sum : undefined,
    }));
    this.end = endOf(Math.max(...shares.flatMap(({ share, mark }) => [share, mark ?? 0])), this.end);
    const row = (place: number): Row => {
      this.bars[place]!.show(shares[place]!, this.end);
      const agents = `${count(fleet.counts[place]!)} (${percent(shares[place]!.share)})`;
      return { key: `${place}`, cells: [this.game.localStates[place]!, agents, count(seen[place]!), this.bars[place]!.root] };
    };
    this.states.show(ranked(shares.map(({ share, mark }) => Math.max(share, mark ?? 0))), row);
  }

  private drawReturns(fleet: Fleet): void {
    const steps = fleet.step - fleet.since;
    const write = decimals(...Object.values(fleet.totals), 1);
    const mean = decimals(...Object.values(fleet.totals).map((total) => total / Math.max(1, steps)));
    const number = steps === 1 ? 'one step' : `${count(steps)} steps`;
    const since = fleet.since === 0 ? `Rewards of ${number}.` : `Rewards since step ${count(fleet.since)}, when a person took over: ${number}.`;
    say(this.since, `${since} All three populations were the same at the beginning, and meet the same chances.`);
    this.returns.show(
      arms.map(({ name, title }) => ({
        key: name,
        cells: [title, write(fleet.totals[name]), steps > 0 ? mean(fleet.totals[name] / steps) : '', write(fleet.totals[name] - fleet.totals.trained)],
      })),
    );
    const lines = arms.map(({ name }): Line => ({ name, at: (place) => this.points[place]!.totals[name] - this.points[place]!.totals.trained }));
    this.chart.show(
      this.points.map((point) => point.step),
      lines,
      `Sum of rewards less that of the trained dispatcher. You: ${write(fleet.totals.person - fleet.totals.trained)}; blind: ${write(fleet.totals.blind - fleet.totals.trained)}.`,
    );
  }

  // What is refused stays until something is granted; controls go back to what is the case.
  private change(settings: Record<string, number | boolean>): void {
    send('v1/demo', settings).then(
      () => this.refuse(''),
      (failure: unknown) => this.refuse(failure instanceof Refusal ? failure.message : 'The server is away; nothing was changed.'),
    );
  }

  private refuse(reason: string): void {
    this.refusal.hidden = reason === '';
    say(this.refusal, reason);
    const last = this.points.at(-1);
    if (reason !== '' && last !== undefined) {
      this.draw(last);
    }
  }
}
