// A simulated population to play with.
import { type DemoGame, type Fleet, read, Refusal, send } from './api';
import { Bar, endOf } from './bars';
import { Chart, type Line } from './chart';
import { element, say, Table } from './dom';
import { listen, type ServerEvent } from './events';
import { count, decimals, percent } from './format';
import { tell, tellAway } from './state';

const arms: { name: keyof Fleet['totals']; title: string }[] = [
  { name: 'trained', title: 'trained dispatcher' },
  { name: 'person', title: 'with you (dashes)' },
  { name: 'blind', title: 'blind dispatcher (dots)' },
];
const remembered = 2000;

export function showDemo(content: HTMLElement, signal: AbortSignal): void {
  tell('Connecting.');
  read<Partial<DemoGame>>('v1/demo', signal)
    .then((game) => {
      if (game.game === undefined) {
        tell('This server simulates nothing; start it with antiphon serve --demo GAME.', 'bad');
        return;
      }

      const view = new DemoView(game as DemoGame);
      content.replaceChildren(view.root);
      const listener = {
        event({ name, data }: ServerEvent): void {
          if (name === 'fleet') {
            tell('Live.', 'good');
            view.show(JSON.parse(data) as Fleet);
          }
        },
        away: tellAway,
        ended: (reason: string) => tell(reason, 'bad'),
      };
      void listen('v1/demo/events', listener, signal);
    })
    .catch((failure: unknown) => tell(failure instanceof Refusal ? failure.message : 'The server is away. Load the page again.', 'bad'));
}

class DemoView {
  readonly root: HTMLElement;
  private readonly lead = element('p', { class: 'lead' });
  private readonly notice = element('p', { class: 'caution', role: 'status', hidden: '' });
  private readonly now = element('p', { class: 'decision' });
  private readonly speed: Slider;
  private readonly observed: Slider;
  private readonly agents: Slider;
  private readonly shock = button('Shock', () => change({ shock: true }));
  private readonly take = button('Take over', () => change({ taken: this.take.getAttribute('aria-pressed') !== 'true' }));
  private readonly actions: HTMLButtonElement[];
  private readonly choices: HTMLElement;
  private readonly states: Table;
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
  private asked = false;

  constructor(private readonly game: DemoGame) {
    this.speed = new Slider('Steps per second', 0, game.fastest, (value) => change({ speed: value }));
    this.observed = new Slider('Observed agents, k', 1, Math.min(50, game.mostObserved), (value) => change({ k: value }));
    this.agents = new Slider('Agents, n', 1, 6, (value) => change({ n: 10 ** value }), (value) => count(10 ** value));
    this.actions = game.globalActions.map((name, action) => button(name, () => change({ action })));
    this.choices = element('div', { class: 'choices', role: 'group', 'aria-label': 'Your action' }, ...this.actions);
    this.bars = game.localStates.map(() => new Bar());
    this.states = new Table('Where the agents are', [
      { name: 'local state' },
      { name: 'agents', number: true },
      { name: 'observed', number: true },
      { name: 'share of the agents' },
    ]);
    const restart = button('Restart', () => change({ restart: true }));
    const controls = element('div', { class: 'controls' }, this.speed.root, this.observed.root, this.agents.root);
    const buttons = element('p', { class: 'buttons' }, this.take, ' ', this.shock, ' ', restart);
    const population = element('section', {}, element('h2', {}, 'Population'), this.now, this.states.root);
    const compared = element('section', {}, element('h2', {}, 'Comparison'), this.since, this.returns.root);
    compared.append(this.chart.root);
    this.root = element('div', { class: 'demo' }, element('h1', {}, `A fleet to play with: ${game.game}`), this.lead, this.notice, controls);
    this.root.append(buttons, this.choices, element('div', { class: 'parts' }, population, compared));
  }

  show(fleet: Fleet): void {
    const former = this.points.at(-1);
    const goesOn = former !== undefined && former.since === fleet.since && former.step <= fleet.step && former.n === fleet.n && former.k === fleet.k;
    this.points = [...(goesOn ? this.points : []), fleet].slice(-remembered);
    if (!this.asked) {
      this.asked = true;
      requestAnimationFrame(() => {
        this.asked = false;
        this.draw(this.points.at(-1)!);
      });
    }
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
    this.take.setAttribute('aria-pressed', `${fleet.taken}`);
    say(this.take, fleet.taken ? 'Give back' : 'Take over');
    this.choices.hidden = !fleet.taken;
    this.actions.forEach((each, action) => {
      each.setAttribute('aria-pressed', `${fleet.taken && fleet.action === action}`);
      each.classList.toggle('advice', fleet.advice === action);
    });
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
    this.states.show(
      this.game.localStates.map((name, place) => {
        this.bars[place]!.show(shares[place]!, this.end);
        return { key: `${place}`, cells: [name, `${count(fleet.counts[place]!)} (${percent(shares[place]!.share)})`, count(seen[place]!), this.bars[place]!.root] };
      }),
    );
  }

  private drawReturns(fleet: Fleet): void {
    const steps = fleet.step - fleet.since;
    const write = decimals(...Object.values(fleet.totals), 1);
    const mean = decimals(...Object.values(fleet.totals).map((total) => total / Math.max(1, steps)));
    say(this.since, `Rewards since step ${count(fleet.since)}, in ${steps === 1 ? 'one step' : `${count(steps)} steps`}. All three populations meet the same chances.`);
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
}

class Slider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly output = element('output');

  constructor(title: string, least: number, most: number, change: (value: number) => void, private readonly write: (value: number) => string = String) {
    const id = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    this.input = element('input', { type: 'range', id, min: `${least}`, max: `${most}`, step: '1' });
    this.root = element('p', {}, element('label', { for: id }, title), ' ', this.output, this.input);
    this.input.addEventListener('input', () => say(this.output, this.write(this.input.valueAsNumber)));
    this.input.addEventListener('change', () => change(this.input.valueAsNumber));
  }

  // What a person is moving is left alone.
  show(value: number, text = this.write(value)): void {
    if (!this.input.matches(':active')) {
      this.input.value = `${value}`;
      this.input.setAttribute('aria-valuetext', text);
      say(this.output, text);
    }
  }
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', press);
  return made;
}

function change(settings: Record<string, number | boolean>): void {
  send('v1/demo', settings).then(
    () => tell('Live.', 'good'),
    (failure: unknown) => tell(failure instanceof Refusal ? failure.message : 'The server is away.', 'bad'),
  );
}
