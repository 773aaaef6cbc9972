// Draws a saved specification as an SVG file: node to-svg.js figures/NAME.vl.json NAME.svg
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const [specification, image] = process.argv.slice(2);
if (!image) {
  console.error('usage: node to-svg.js SPECIFICATION.vl.json IMAGE.svg');
  process.exit(2);
}

const view = new View(parse(compile(JSON.parse(readFileSync(specification, 'utf8'))).spec), { renderer: 'none' });
writeFileSync(image, `${await view.toSVG()}\n`);
