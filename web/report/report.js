// Draws the figures of a report: every <script type="application/json" data-figure="ID"> holds the Vega-Lite specification of the element with that id.
import embed from 'vega-embed';

const darkness = window.matchMedia('(prefers-color-scheme: dark)');
const darkTheme = JSON.parse(document.getElementById('dark-theme')?.textContent ?? '{}');
const drawn = new Map();

// The specification as saved stands by itself on light paper: here the page has its title, and its width is the page's.
function fitted({ title, ...specification }, host) {
  const themed = { ...specification, ...(darkness.matches ? darkTheme : {}), width: 'container' };
  const params = themed.params.map((each) => (each.name === 'room' ? { ...each, value: host.clientWidth } : each));
  return { ...themed, params };
}

// vega-embed makes its images when a mouse is pressed; a key must do as well.
function saveByKey(host, view) {
  for (const link of host.querySelectorAll('.vega-actions a[download]')) {
    const kind = link.download.endsWith('.png') ? 'png' : 'svg';
    link.addEventListener('keydown', async (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        link.href = await view.toImageURL(kind, kind === 'png' ? 2 : 1);
        link.click();
      }
    });
  }
}

async function draw(source) {
  const name = source.dataset.figure;
  const host = document.getElementById(name);
  const title = host.dataset.title;
  drawn.get(name)?.finalize();
  const result = await embed(host, fitted(JSON.parse(source.textContent), host), {
    actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
    ast: true, // no eval: the page's content security policy forbids it
    downloadFileName: name,
    i18n: { CLICK_TO_VIEW_ACTIONS: 'Save this figure' },
    renderer: 'svg',
    scaleFactor: { png: 2, svg: 1 },
  });
  drawn.set(name, result);
  host.dataset.scheme = darkness.matches ? 'dark' : 'light';
  host.querySelector('summary')?.setAttribute('aria-label', `Save the figure: ${title}`);
  saveByKey(host, result.view);
}

async function drawAll() {
  const sources = [...document.querySelectorAll('script[type="application/json"][data-figure]')];
  for (const source of sources) {
    try {
      await draw(source);
    } catch (failure) {
      console.error(`figure ${source.dataset.figure}: ${failure.message}`);
      document.getElementById(source.dataset.figure).textContent = 'This figure could not be drawn; its numbers are in the table.';
    }
  }

  document.documentElement.dataset.figures = 'drawn';
}

// One drawing after the other: two at once would mix.
let drawing = Promise.resolve();
function redraw() {
  drawing = drawing.then(drawAll);
}

// Legends and labels are laid out for the width, so that another width needs another drawing; scrolling on a telephone changes the height.
let width = window.innerWidth;
let waiting;
function resized() {
  if (window.innerWidth !== width) {
    width = window.innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 150);
  }
}

darkness.addEventListener('change', redraw);
window.addEventListener('resize', resized);
redraw();
