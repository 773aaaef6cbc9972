// A session as it goes on.
import type { Policy, Refusal, Step, WatchedSession } from './api';
import { AlarmView } from './alarm';
import { BeliefView } from './belief';
import { Chart, type Line } from './chart';
import { DecisionView } from './decision';
import { element, heading, say, Table } from './dom';
import { onceAFrame } from './drawing';
import { listen, type ServerEvent } from './events';
import { count, decimals } from './format';
import { tellRefusal } from './key';
import { Returns } from './returns';
import { tell, tellAway } from './state';

const remembered = 12;
const mostCounts = 20;

export function showSession(id: string, content: HTMLElement, signal: AbortSignal): void {
  const title = heading(`Session ${id.slice(0, 8)}`);
  const lead = element('p', { class: 'lead' }, 'Waiting for the server.');
  const pause = element('button', { type: 'button', 'aria-pressed': 'false' }, 'Pause');
  content.replaceChildren(title, lead, element('p', {}, pause));
  let view: SessionView | undefined;
  pause.addEventListener('click', () => {
    const paused = pause.getAttribute('aria-pressed') !== 'true';
    pause.setAttribute('aria-pressed', `${paused}`);
    view?.pause(paused);
  });
  tell('Connecting.');
  function begin(session: WatchedSession): void {
    if (view?.policy.version !== session.policy.version) {
      view?.root.remove();
      view = new SessionView(session.policy);
      view.pause(pause.getAttribute('aria-pressed') === 'true');
      content.append(view.root);
    }

    say(lead, words(session));
    tell('Live.', 'good');
  }

  const listener = {
    event({ name, data }: ServerEvent): void {
      if (name === 'session') {
        begin(JSON.parse(data) as WatchedSession);
      } else if (name === 'step') {
        view?.add(JSON.parse(data) as Step);
      }
    },
    away: tellAway,
    closed: () => tell('The session is closed.', 'bad'),
    refused(failure: Refusal): void {
      if (failure.status === 404) {
        tell('This session is not open, or no longer.', 'bad');
      } else {
        tellRefusal(failure, content, () => showSession(id, content, signal));
      }
    },
  };
  void listen(`v1/sessions/${id}/events`, listener, signal);
}

function words({ policy, seed }: WatchedSession): string {
  const memory = policy.remembers ? 'remembers' : 'remembers nothing';
  return `${policy.name}: ${policy.game} with ${count(policy.agents)} agents, of which the dispatcher observes ${policy.k}; it ${memory}. Seed ${seed}.`;
}

class SessionView {
  readonly root: HTMLElement;
  private paused = false;
  private readonly alarm = new AlarmView();
  private readonly decision: DecisionView;
  private readonly belief: BeliefView;
  private readonly returns: Returns;
  private readonly chart = new Chart();
  private readonly sofar = element('p', { class: 'meaning' });
  private readonly history = new Table('Latest steps', [
    { name: 'step', number: true },
    { name: 'global state' },
    { name: 'observed' },
    { name: 'action' },
  ]);
  private readonly returnView: HTMLElement;
  private readonly latest: HTMLDetailsElement;
  private steps: Step[] = [];
  private readonly ask = onceAFrame(() => this.draw());

  constructor(readonly policy: Policy) {
    this.decision = new DecisionView(policy);
    this.belief = new BeliefView(policy);
    this.returns = new Returns(policy.discount, policy.value);
    this.returnView = element('section', {}, element('h2', {}, 'Return'), this.sofar);
    this.returnView.append(this.chart.root);
    const none = element('p', { class: 'none' }, 'No step was taken yet.');
    const parts = element('div', { class: 'parts' }, this.decision.root, this.belief.root, this.returnView);
    this.latest = element('details', {}, element('summary', {}, 'Latest steps'), this.history.root);
    this.latest.addEventListener('toggle', () => this.ask());
    this.root = element('div', { class: 'session empty' }, none, this.alarm.root, parts, this.latest);
  }

  // Steps may come faster than a screen shows pictures: one picture shows the latest.
  add(step: Step): void {
    this.returns.add(step);
    this.alarm.note(step);
    this.steps = [...this.steps, step].slice(-remembered);
    this.ask();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.ask();
  }

  private draw(): void {
    const step = this.steps.at(-1);
    if (step === undefined || this.paused) {
      return;
    }

    this.root.classList.remove('empty');
    this.root.dataset.step = `${step.step}`;
    this.alarm.show(step);
    this.decision.show(step);
    this.belief.show(step);
    this.drawReturn();
    this.history.show(this.latest.open ? [...this.steps].reverse().map((each) => this.row(each)) : []);
  }

  private drawReturn(): void {
    const latest = this.returns.latest;
    this.returnView.hidden = latest === undefined;
    if (latest) {
      const text = this.wordsOf(latest.sofar, latest.forecast);
      say(this.sofar, text);
      const points = this.returns.points;
      const lines: Line[] = [{ name: 'sofar', at: (place) => points[place]!.sofar }];
      if (latest.forecast !== undefined) {
        lines.push({ name: 'forecast', at: (place) => points[place]!.forecast! });
      }

      this.chart.show(points.map((point) => point.step), lines, `Return by step. ${text}`);
    }
  }

  private wordsOf(sofar: number, forecast: number | undefined): string {
    const write = decimals(sofar, forecast ?? 0);
    const since = this.returns.first === 0 ? '' : ` since step ${this.returns.first}`;
    const measured = `Discounted return${since}, expected at what the dispatcher ${this.policy.remembers ? 'believes' : 'observes'}: ${write(sofar)} (line).`;
    return forecast === undefined
      ? `${measured} The run has no forecast.`
      : `${measured} Forecast for as many steps: ${write(forecast)} (dashes), of ${decimals(this.policy.value!)(this.policy.value!)} in all.`;
  }

  // Of many states those that were observed.
  private observed({ observation }: Step): string {
    const names = this.policy.localStates ?? [];
    const lost = observation.length - names.length;
    return names.length <= mostCounts
      ? observation.join(', ')
      : observation.flatMap((number, place) => (number > 0 ? [`${names[place - lost] ?? 'lost'}: ${number}`] : [])).join(', ');
  }

  private row(step: Step): { key: string; cells: string[] } {
    const state = typeof step.globalState === 'number' ? (this.policy.globalStates?.[step.globalState] ?? `${step.globalState}`) : step.globalState.join(', ');
    return {
      key: `${step.step}`,
      cells: [`${step.step}`, state, this.observed(step), this.policy.globalActions[step.action] ?? `${step.action}`],
    };
  }
}
