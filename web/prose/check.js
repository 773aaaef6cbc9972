// Reads prose and prints what readers stumble over, as FILE:LINE: RULE: MESSAGE. Exit code 1 where it found something.
//   node check.js FILE..          reads .md as pages, .cs as XML docs and messages
//   node check.js --all FILE..    the same; an exemption that none of these files needs is a fault, too
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Exemptions } from './exemptions.js';
import { proseOfPage } from './pages.js';
import { faultsOf } from './rules.js';
import { proseOfSource } from './sources.js';

const list = fileURLToPath(new URL('../../docs/prose.txt', import.meta.url));
const all = process.argv[2] === '--all';
const files = process.argv.slice(all ? 3 : 2);
const unknown = files.find((file) => !/\.(md|cs)$/.test(file));
if (files.length === 0 || unknown !== undefined) {
    console.error(`error: ${unknown === undefined ? 'no files' : `'${unknown}'`}; expected pages (.md) and sources (.cs)`);
    process.exit(2);
}

const exemptions = new Exemptions(readFileSync(list, 'utf8'));
const faults = [];
for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const { text: prose, numbers } of file.endsWith('.cs') ? proseOfSource(text) : proseOfPage(text)) {
        for (const { line, rule, found, text: message } of await faultsOf(prose)) {
            if (!exemptions.cover(rule, found)) {
                faults.push(`${file}:${numbers[line - 1]}: ${rule}: ${message}`);
            }
        }
    }
}

if (all) {
    faults.push(...exemptions.unused().map((line) => `docs/prose.txt:${line}: nothing needs this exemption any longer; remove it`));
}

faults.forEach((fault) => console.error(fault));
process.exit(faults.length === 0 ? 0 : 1);
