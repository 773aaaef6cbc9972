// The runs in a folder: an index with filters, two of which can be chosen to be compared.
import './runs.css';
import { read } from './api';
import { element, heading, say } from './dom';
import { count } from './format';
import { tellFailure } from './key';
import type { ListedRun, RunList, State } from './runApi';
import { RunTable } from './runTable';
import { stateWord } from './runWords';
import { tell } from './state';

const period = 5000;
const every = '';

// The link to this view, where the service has a folder of runs.
export async function offerRuns(signal: AbortSignal): Promise<void> {
  const navigation = document.querySelector('header nav')!;
  if (navigation.querySelector('.to-runs') === null) {
    const { folder } = await read<RunList>('v1/runs?known=*', signal).catch((): RunList => ({}));
    if (folder !== undefined && navigation.querySelector('.to-runs') === null) {
      navigation.append(' ', element('a', { href: '#/runs', class: 'to-runs' }, 'Runs'));
    }
  }
}

export function showRuns(content: HTMLElement, signal: AbortSignal): void {
  const view = new RunsView();
  content.replaceChildren(view.root);
  tell('Connecting.');
  void follow(view, content, signal);
}

async function follow(view: RunsView, content: HTMLElement, signal: AbortSignal): Promise<void> {
  let known = '';
  while (!signal.aborted && view.root.isConnected) {
    if (!document.hidden || known === '') {
      try {
        const list = await read<RunList>(`v1/runs?known=${known}`, signal);
        view.take(list);
        known = list.version ?? '';
        tell('Connected.', 'good');
      } catch (failure) {
        if (!signal.aborted) {
          tellFailure(failure, content, () => showRuns(content, signal), 'The server is away. The page asks again every few seconds.');
        }
      }
    }

    await new Promise((resolve) => setTimeout(resolve, period));
  }
}

class RunsView {
  readonly root = element('div', { class: 'runs-view' });
  private readonly title = heading('Runs');
  private readonly lead = element('p', { class: 'lead' });
  private readonly notes = element('p', { class: 'caution', hidden: '' });
  private readonly text = element('input', { type: 'search', id: 'runs-text' });
  private readonly game = element('select', { id: 'runs-game' });
  private readonly k = element('select', { id: 'runs-k' });
  private readonly state = element('select', { id: 'runs-state' });
  private readonly shown = element('p', { role: 'status', class: 'meaning' });
  private readonly compare = element('button', { type: 'button', disabled: '' }, 'Compare the chosen two');
  private readonly choice = element('span', { role: 'status', class: 'meaning' }, 'Choose two runs to compare.');
  private readonly table = new RunTable((released) => this.tellChoice(released));
  private runs: ListedRun[] = [];

  constructor() {
    const filters = element(
      'form',
      { role: 'search', class: 'filters', 'aria-label': 'Filters' },
      ...labelled('Name contains', this.text),
      ...labelled('Game', this.game),
      ...labelled('k', this.k),
      ...labelled('State', this.state),
    );
    filters.addEventListener('submit', (event) => event.preventDefault());
    filters.addEventListener('input', () => this.draw());
    this.compare.addEventListener('click', () => {
      const [a, b] = this.table.chosen;
      location.hash = `#/runs/compare?a=${a}&b=${b}`;
    });
    const choose = element('p', { class: 'choose' }, this.compare, ' ', this.choice);
    this.root.append(this.title, this.lead, this.notes, filters, this.shown, choose, this.table.root);
  }

  take(list: RunList): void {
    if (list.runs === undefined) {
      if (list.folder === undefined) {
        say(this.lead, 'This service has no folder of runs. Its operator names one when it starts: antiphon serve --runs FOLDER.');
      }

      return;
    }

    this.runs = list.runs;
    this.table.keep(list.runs);
    say(this.title, `Runs in ${list.folder}`);
    say(this.lead, leadOf(list.runs));
    const notes = notesOf(list);
    this.notes.hidden = notes === '';
    say(this.notes, notes);
    offer(this.game, 'all games', unique(list.runs.map((run) => run.game ?? '').filter(Boolean)));
    offer(this.k, 'every k', unique(list.runs.flatMap((run) => run.k.map(String))));
    const states = new Set(list.runs.map((run) => run.state));
    offer(this.state, 'every state', [...states], (state) => stateWord(state as State));
    this.draw();
  }

  private draw(): void {
    const text = this.text.value.trim().toLowerCase();
    const found = this.runs.filter(
      (run) =>
        (text === '' || `${run.name} ${run.game ?? ''}`.toLowerCase().includes(text)) &&
        (this.game.value === every || run.game === this.game.value) &&
        (this.k.value === every || run.k.map(String).includes(this.k.value)) &&
        (this.state.value === every || run.state === this.state.value),
    );
    say(this.shown, found.length === this.runs.length ? `All ${count(found.length)} match.` : `${count(found.length)} of ${count(this.runs.length)} match.`);
    this.table.root.hidden = found.length === 0;
    this.table.show(found);
  }

  private tellChoice(released: string | undefined): void {
    const names = this.table.chosen.map((id) => this.runs.find((run) => run.id === id)?.name ?? id);
    this.compare.disabled = names.length < 2;
    const former = released === undefined ? '' : ` ${this.runs.find((run) => run.id === released)?.name} was released.`;
    say(this.choice, names.length === 0 ? 'Choose two runs to compare.' : `Chosen: ${names.join(' and ')}.${former}`);
  }
}

function leadOf(runs: ListedRun[]): string {
  if (runs.length === 0) {
    return 'There is no run in this folder yet. Runs that are trained into it appear here by themselves.';
  }

  const sweeps = runs.filter((run) => run.kind === 'sweep').length;
  const states = (['under-way', 'half-written', 'damaged', 'other-version'] as const).flatMap((state) => {
    const number = runs.filter((run) => run.state === state).length;
    return number === 0 ? [] : [`${count(number)} ${state === 'other-version' ? 'of another version' : stateWord(state)}`];
  });
  const all = `${count(runs.length - sweeps)} ${runs.length - sweeps === 1 ? 'run' : 'runs'}, ${count(sweeps)} ${sweeps === 1 ? 'sweep' : 'sweeps'}`;
  return states.length === 0 ? `${all}.` : `${all}: ${states.join(', ')}.`;
}

function notesOf({ unread = [], cut }: RunList): string {
  const closed = unread.length === 0 ? '' : `These folders cannot be read: ${unread.slice(0, 10).join(', ')}${unread.length > 10 ? ' and others' : ''}. `;
  return closed + (cut ? 'There are more folders than are searched: name a folder with fewer.' : '');
}

function labelled(text: string, field: HTMLElement): HTMLElement[] {
  return [element('div', {}, element('label', { for: field.id }, text), field)];
}

const unique = (values: string[]): string[] => [...new Set(values)].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));

// The choice stays while it is there.
function offer(field: HTMLSelectElement, all: string, values: string[], word = (value: string): string => value): void {
  const chosen = field.value;
  const known = [...field.options].slice(1).map((option) => option.value);
  if (field.options.length === 0 || known.join('\n') !== values.join('\n')) {
    field.replaceChildren(element('option', { value: every }, all), ...values.map((value) => element('option', { value }, word(value))));
    field.value = values.includes(chosen) ? chosen : every;
  }
}
