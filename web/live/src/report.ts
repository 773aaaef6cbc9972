// Links to reports. A link cannot send a key: where one is in use, the page asks for the report itself and hands it on as a file.
import { ask, hasKey } from './api';
import { element } from './dom';
import { tell } from './state';

export function reportLink({ id, name }: { id: string; name: string }, word = 'Report'): HTMLElement {
  const link = element(
    'a',
    { href: `v1/runs/${id}/report`, target: '_blank', rel: 'noopener' },
    word,
    element('span', { class: 'unseen' }, ` of ${name}`),
  );
  link.addEventListener('click', (event) => {
    if (hasKey()) {
      event.preventDefault();
      void save(link.href, name);
    }
  });
  return link;
}

async function save(address: string, name: string): Promise<void> {
  try {
    const page = await (await ask(address)).blob();
    const file = URL.createObjectURL(page);
    element('a', { href: file, download: `${name.replace(/[^\w.-]+/g, '-')}-report.html` }).click();
    URL.revokeObjectURL(file);
    tell(`The report of ${name} was saved as a file.`, 'good');
  } catch (failure) {
    tell(failure instanceof Error ? failure.message : `${failure}`, 'bad');
  }
}
