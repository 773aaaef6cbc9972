// Server-sent events over fetch: EventSource cannot send a key.
import { ask, read, Refusal } from './api';
import { tell } from './state';

export interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

export interface Listener {
  event(event: ServerEvent): void;
  away(seconds: number): void;
  closed?(): void;
  refused(failure: Refusal): void;
}

// What the page does with what arrived failed: no matter of the server, which is not asked again.
class PageFault extends Error {}

const firstWait = 0.5;
const longestWait = 8;

// The service sends something every few seconds.
const silence = 30_000;

// Listens, and asks again from the last event that arrived when the server goes away.
export async function listen(path: string, listener: Listener, signal: AbortSignal, last = ''): Promise<void> {
  await insist(listener, signal, async (arrived) => {
    for await (const event of events(path, last, signal)) {
      arrived();
      last = event.id || last;
      if (event.name === 'closed') {
        listener.closed?.();
        return true;
      }

      deal(event, (each) => listener.event(each));
    }

    return false;
  });
}

// Reads once, and asks again while the server is away.
export async function readOnce<T>(path: string, listener: Omit<Listener, 'event'>, signal: AbortSignal, use: (read: T) => void): Promise<void> {
  await insist(listener, signal, async () => {
    deal(await read<T>(path, signal), use);
    return true;
  });
}

// Tries until it is done, or refused for a reason that waiting does not change.
async function insist(listener: Omit<Listener, 'event'>, signal: AbortSignal, attempt: (arrived: () => void) => Promise<boolean>): Promise<void> {
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      if (await attempt(() => (wait = firstWait))) {
        return;
      }
    } catch (failure) {
      if (failure instanceof PageFault) {
        tell(`${failure.message} Load the page again.`, 'bad');
        throw failure.cause;
      }

      if (failure instanceof Refusal && failure.status < 500 && failure.status !== 429 && !signal.aborted) {
        listener.refused(failure);
        return;
      }
    }

    if (!signal.aborted) {
      listener.away(wait);
      await sleep(wait * 1000, signal);
      wait = Math.min(2 * wait, longestWait);
    }
  }
}

function deal<T>(arrived: T, use: (arrived: T) => void): void {
  try {
    use(arrived);
  } catch (cause) {
    throw new PageFault('This page failed.', { cause });
  }
}

async function* events(path: string, last: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const silent = new AbortController();
  const ended = new AbortController();
  let timer = setTimeout(() => silent.abort(), silence);
  try {
    const headers: Record<string, string> = last === '' ? {} : { 'Last-Event-ID': last };
    const response = await ask(path, { headers, signal: AbortSignal.any([signal, silent.signal, ended.signal]) });
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

    // Whoever reads no further does not watch.
    ended.abort();
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
