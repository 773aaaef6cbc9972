// The policies that are served, and the open sessions.
import { type DemoGame, type Policy, read, type SessionPage } from './api';
import { element, heading, Table } from './dom';
import { count, decimals, time } from './format';
import { tellFailure } from './key';
import { offerRuns } from './runs';
import { tell } from './state';

const period = 3000;
const pageLength = 20;

export function showOverview(content: HTMLElement, signal: AbortSignal): void {
  const policies = new Table('Policies that are served', [
    { name: 'policy' },
    { name: 'game' },
    { name: 'agents', number: true },
    { name: 'observed', number: true },
    { name: 'memory' },
    { name: 'return in training', number: true },
  ]);
  const sessions = new Table('Open sessions, the newest first', [
    { name: 'session' },
    { name: 'policy' },
    { name: 'steps', number: true },
    { name: 'opened' },
    { name: 'latest step' },
    { name: 'held by' },
  ]);
  sessions.root.classList.add('sessions');
  const none = element('p', {}, 'No session is open. Programs open them: POST /v1/sessions.');
  const newest = element('button', { type: 'button' }, 'Newest');
  const older = element('button', { type: 'button' }, 'Older');
  const list = element('section', {}, element('h2', {}, 'Sessions'), none, sessions.root, element('p', {}, newest, ' ', older));
  const served = element('section', {}, element('h2', {}, 'Policies'), policies.root);
  let after = '';
  let next: string | undefined;

  async function refresh(): Promise<void> {
    try {
      const listed = await read<{ policies: Policy[] }>('v1/policies', signal);
      const page = await read<SessionPage>(`v1/sessions?limit=${pageLength}${after && `&after=${encodeURIComponent(after)}`}`, signal);
      next = page.next;
      policies.show(listed.policies.map((policy) => ({ key: policy.name, cells: policyCells(policy) })));
      // Without a cluster nobody but this server holds sessions.
      sessions.root.classList.toggle('held', page.sessions.some((session) => session.holder !== undefined));
      sessions.show(page.sessions.map((session) => ({ key: session.session, cells: sessionCells(session) })));
      none.hidden = page.sessions.length > 0 || after !== '';
      sessions.root.hidden = page.sessions.length === 0;
      older.disabled = next === undefined;
      newest.disabled = after === '';
      tell('Connected.', 'good');
    } catch (failure) {
      report(failure);
    }
  }

  function report(failure: unknown): void {
    if (!signal.aborted) {
      tellFailure(failure, content, () => showOverview(content, signal), 'The server is away. The page asks again every few seconds.');
    }
  }

  newest.addEventListener('click', () => {
    after = '';
    void refresh();
  });
  older.addEventListener('click', () => {
    after = next ?? '';
    void refresh();
  });
  const demo = element('p', { hidden: '' }, element('a', { href: '#/demo' }, 'A fleet to play with'));
  content.replaceChildren(heading('The policy service'), demo, list, served);
  read<Partial<DemoGame>>('v1/demo', signal).then(
    ({ game }) => {
      demo.hidden = game === undefined;
    },
    () => undefined,
  );
  void offerRuns(signal);
  tell('Connecting.');
  void repeat(refresh, signal, () => list.isConnected);
}

async function repeat(work: () => Promise<void>, signal: AbortSignal, isShown: () => boolean): Promise<void> {
  while (!signal.aborted && isShown()) {
    if (!document.hidden) {
      await work();
    }

    await new Promise((resolve) => setTimeout(resolve, period));
  }
}

function policyCells(policy: Policy): string[] {
  const value = policy.value === undefined ? '' : decimals(policy.value)(policy.value);
  return [policy.name, policy.game, count(policy.agents), count(policy.k), policy.remembers ? 'remembers' : 'none', value];
}

function sessionCells(session: SessionPage['sessions'][number]): (Node | string)[] {
  const link = element('a', { href: `#/sessions/${session.session}` }, session.session.slice(0, 8));
  const latest = session.latest ? time(session.latest) : 'none';
  return [link, session.policy, count(session.steps), time(session.opened), latest, session.holder ?? 'none'];
}
