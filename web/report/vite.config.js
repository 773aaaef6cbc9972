import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const folderOf = (module) => module.replaceAll('\\', '/').match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0];

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  return { name: `${name} ${version}`, text: `${license}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}` };
}

// Packages of one project share their licence: it is written once.
function merged(notices) {
  const texts = [...new Set(notices.map(({ text }) => text))];
  return texts.map((text) => `${notices.filter((each) => each.text === text).map(({ name }) => name).join(', ')}: ${text}\n`).join('\n\n');
}

// Their licences ask that copies keep their notices: the reports show this file.
const notices = {
  name: 'notices',
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    const folders = [...new Set(modules.map(folderOf).filter(Boolean))].sort();
    this.emitFile({ type: 'asset', fileName: 'notices.txt', source: merged(folders.map(noticeOf)) });
  },
};

export default defineConfig({
  plugins: [notices],
  build: {
    target: 'es2022',
    lib: { entry: 'report.js', formats: ['iife'], name: 'antiphonReport', fileName: () => 'report.js' },
    chunkSizeWarningLimit: 2000,
  },
});
