import '../../report/report.css';
import './live.css';
import { showComparison } from './compare';
import { showDemo } from './demo';
import { showRuns } from './runs';
import { showSession } from './session';
import { showHome } from './work';

const content = document.getElementById('content')!;
let shown = new AbortController();

function show(moves: boolean): void {
  shown.abort();
  shown = new AbortController();
  const session = /^#\/sessions\/(?<id>[0-9a-f]+)$/.exec(location.hash)?.groups?.id;
  if (session !== undefined) {
    showSession(session, content, shown.signal);
  } else if (location.hash === '#/demo') {
    showDemo(content, shown.signal);
  } else if (location.hash === '#/runs') {
    showRuns(content, shown.signal);
  } else if (location.hash.startsWith('#/runs/compare?')) {
    showComparison(location.hash.slice('#/runs/compare?'.length), content, shown.signal);
  } else {
    showHome(content, shown.signal);
  }

  // A reader that follows a link goes on in the new content.
  if (moves) {
    content.focus();
  }
}

addEventListener('hashchange', () => {
  if (location.hash !== '#content') {
    show(true);
  }
});
show(false);
