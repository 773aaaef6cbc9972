// Server-sent events over fetch: EventSource cannot send a key.
import { ask, Refusal, type Step, type WatchedSession } from './api';

export interface Watcher {
  session(session: WatchedSession): void;
  step(step: Step): void;
  live(): void;
  away(seconds: number): void;
  ended(reason: string): void;
}

interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

const firstWait = 0.5;
const longestWait = 8;

// The service sends something every ten seconds.
const silence = 30_000;

// Follows a session, and asks again from the last step that arrived when the server goes away.
export async function follow(id: string, watcher: Watcher, signal: AbortSignal): Promise<void> {
  let last = '';
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      for await (const event of watch(id, last, signal)) {
        wait = firstWait;
        last = event.id || last;
        if (event.name === 'closed') {
          watcher.ended('The session is closed.');
          return;
        }

        pass(event, watcher);
      }
    } catch (failure) {
      if (failure instanceof Refusal && failure.status < 500 && failure.status !== 429) {
        watcher.ended(failure.status === 404 ? 'This session is not open, or no longer.' : failure.message);
        return;
      }
    }

    if (!signal.aborted) {
      watcher.away(wait);
      await sleep(wait * 1000, signal);
      wait = Math.min(2 * wait, longestWait);
    }
  }
}

function pass(event: ServerEvent, watcher: Watcher): void {
  if (event.name === 'session') {
    watcher.session(JSON.parse(event.data) as WatchedSession);
    watcher.live();
  } else if (event.name === 'step') {
    watcher.step(JSON.parse(event.data) as Step);
  }
}

async function* watch(id: string, last: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), silence);
  try {
    const headers: Record<string, string> = last === '' ? {} : { 'Last-Event-ID': last };
    const response = await ask(`v1/sessions/${encodeURIComponent(id)}/events`, headers, AbortSignal.any([signal, silent.signal]));
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silence);
      const blocks = (rest + part.value).split('\n\n');
      rest = blocks.pop()!;
      yield* blocks.map(parse);
    }
  } finally {
    clearTimeout(timer);
  }
}

function parse(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  return { name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: fields.get('data') ?? '' };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
