// Work under way, where the server has any: a training or a sweep. Otherwise the policies that are served.
import './work.css';
import { read, Refusal, send } from './api';
import { element, heading, say } from './dom';
import { listen, type Listener, type ServerEvent } from './events';
import { duration } from './format';
import { showOverview } from './overview';
import { tell, tellAway } from './state';
import { SweepView } from './sweep';
import { TrainingView } from './training';

export interface Standing {
  state: 'running' | 'stopping' | 'done' | 'cancelled' | 'failed';
  words: string;
  progress: { fraction: number; text: string; elapsed: number; left: number | null };
}

export interface Work extends Standing {
  work: string;
  event: number;
  kind: 'training' | 'sweep';
  game: string;
  question: string;
  folder: string;
  note: string;
  options: Record<string, string>;
}

// What one kind of work shows of its own.
export interface WorkView {
  readonly root: HTMLElement;
  change(told: unknown): void;
}

// The process serves its page for as long as it lives: a server that stays away has probably ended.
const patience = 4;

export function showHome(content: HTMLElement, signal: AbortSignal): void {
  read<Partial<Work>>('v1/work', signal).then(
    (work) => (work.kind === undefined ? showOverview(content, signal) : watch(work as Work, content, signal)),
    () => signal.aborted || showOverview(content, signal),
  );
}

function watch(work: Work, content: HTMLElement, shown: AbortSignal): void {
  // Nothing follows the end, and the page needs no server any more.
  const over = new AbortController();
  const signal = AbortSignal.any([shown, over.signal]);
  let frame = new WorkFrame(work, content);
  const listener: Listener = {
    event({ name, data }: ServerEvent): void {
      if (name === 'work') {
        frame.close();
        frame = new WorkFrame(JSON.parse(data) as Work, content);
      } else if (name === 'change') {
        frame.change(JSON.parse(data) as Standing);
      }

      if (frame.isOver) {
        over.abort();
      }
    },
    away(seconds: number): void {
      if (seconds >= patience) {
        frame.leave();
      } else {
        tellAway(seconds);
      }
    },
    refused: (failure: Refusal) => frame.end(failure.message),
    closed: () => frame.end('The server ended the stream. Load the page again to ask again.'),
  };
  void listen(`v1/work/events?work=${work.work}`, listener, signal, `${work.event}`);
}

class WorkFrame {
  private readonly bar = element('progress', { max: '1', 'aria-label': 'Progress' });
  private readonly stage = element('p', { class: 'stage' });
  private readonly cancel = element('button', { type: 'button' }, 'Cancel');
  private readonly words = element('pre', { tabindex: '0', 'aria-label': 'Result' });
  private readonly result: HTMLElement;
  private readonly view: WorkView;
  private readonly clock: number;
  private readonly noun: string;
  private readonly dialog: HTMLDialogElement;
  private standing: Standing;
  private received = performance.now();
  private isAway = false;

  constructor(
    private readonly work: Work,
    content: HTMLElement,
  ) {
    this.standing = work;
    this.noun = work.kind === 'sweep' ? 'sweep' : 'training';
    this.view = work.kind === 'sweep' ? new SweepView() : new TrainingView();
    const folder = element('p', {}, 'Folder: ', element('code', {}, work.folder));
    this.result = element('section', { class: 'result', hidden: '' }, element('h2', {}, 'Result'), this.words);
    const dialog = (this.dialog = this.ask());
    this.cancel.addEventListener('click', () => dialog.showModal());
    const title = `${work.kind === 'sweep' ? 'Sweep' : 'Training'}: ${work.game}`;
    const home = document.querySelector('header a')!;
    say(home, 'Antiphon');

    // There is one page, which the server may leave alone before it is read.
    home.removeAttribute('href');
    const head = element('div', { class: 'work' }, heading(title), element('p', { class: 'lead' }, work.question), folder);
    head.append(element('p', { class: 'meaning' }, work.note), this.bar, this.stage, element('p', {}, this.cancel), dialog);
    content.replaceChildren(head, this.result, this.view.root, options(work.options));
    this.clock = setInterval(() => this.drawStage(), 1000);
    this.change(work);
  }

  get isOver(): boolean {
    return this.standing.state === 'done' || this.standing.state === 'cancelled' || this.standing.state === 'failed';
  }

  change(told: Standing): void {
    this.standing = told;
    this.isAway = false;
    this.received = performance.now();
    this.view.change(told);
    this.drawStage();
    const isOver = this.isOver;
    this.cancel.hidden = isOver;
    if (isOver) {
      this.dialog.close();
    }

    this.cancel.disabled = told.state !== 'running';
    this.result.hidden = told.words === '';
    say(this.words, told.words);
    if (isOver) {
      this.close();
    }

    tell(this.sentence(), told.state === 'failed' ? 'bad' : told.state === 'running' || told.state === 'done' ? 'good' : 'none');
  }

  // The stream ended for good, with a reason where that is not the end of the work.
  end(reason: string): void {
    this.close();
    this.cancel.disabled = true;
    if (this.standing.state === 'running' || this.standing.state === 'stopping') {
      tell(reason, 'bad');
    }
  }

  leave(): void {
    this.isAway = true;
    this.cancel.disabled = true;
    if (this.standing.state === 'running' || this.standing.state === 'stopping') {
      tell(`The process cannot be reached; it may have ended. What it saved is in ${this.work.folder}. The page asks again every few seconds.`, 'bad');
    }
  }

  close(): void {
    clearInterval(this.clock);
  }

  private sentence(): string {
    switch (this.standing.state) {
      case 'running':
        return 'Live.';
      case 'stopping':
        return `The ${this.noun} is being cancelled: what was done is saved.`;
      case 'failed':
        return `The ${this.noun} failed; see the reason below. This page stays as it is.`;
      case 'cancelled':
        return `The ${this.noun} was cancelled. It is stored in ${this.work.folder} and can be resumed. This page stays as it is.`;
      default:
        return `The ${this.noun} has ended. It is stored in ${this.work.folder}. This page stays as it is.`;
    }
  }

  private drawStage(): void {
    const { fraction, text, elapsed, left } = this.standing.progress;
    const isOver = this.standing.state === 'done';
    const runs = this.standing.state === 'running' || this.standing.state === 'stopping';
    const since = runs && !this.isAway ? (performance.now() - this.received) / 1000 : 0;
    this.bar.value = isOver ? 1 : fraction;
    const time = `${duration(elapsed + since)} so far${left === null || since >= left || isOver ? '' : `, about ${duration(left - since)} left`}`;
    say(this.stage, [`${Math.floor(100 * this.bar.value)}%`, isOver ? '' : text, time].filter(Boolean).join('; '));
  }

  private ask(): HTMLDialogElement {
    const yes = element('button', { type: 'button' }, `Cancel the ${this.noun}`);
    const no = element('button', { type: 'button', autofocus: '' }, 'Keep running');
    const question = `Cancel the ${this.noun}? It does what Ctrl+C does: what was done is saved, the command ends, and it can be resumed.`;
    const made = element('dialog', { 'aria-label': `Cancel the ${this.noun}` }, element('p', {}, question), element('p', { class: 'buttons' }, yes, no));
    no.addEventListener('click', () => made.close());
    yes.addEventListener('click', () => {
      made.close();
      this.cancel.disabled = true;
      send('v1/work/cancel', { work: this.work.work }).catch((failure: unknown) => {
        if (this.isOver) {
          return;
        }

        this.cancel.disabled = false;
        tell(failure instanceof Refusal ? failure.message : 'The server is away.', 'bad');
      });
    });
    return made;
  }
}

function options(all: Record<string, string>): HTMLElement {
  const list = Object.entries(all).map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  return element('details', {}, element('summary', {}, 'All options'), element('dl', {}, ...list));
}
