import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Exemptions } from './exemptions.js';
import { literals, proseOfSource } from './sources.js';

const folder = mkdtempSync(join(tmpdir(), 'prose-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs the linter on one file; returns its exit code and what it printed, without the folder's name. */
function check(name, text) {
    const file = join(folder, name);
    writeFileSync(file, text);
    const script = fileURLToPath(new URL('check.js', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
    return { status, lines: stderr.split('\n').filter((line) => line.length > 0).map((line) => line.replace(`${folder}/`, '')) };
}

const long = `The dispatcher ${'sees the robots and '.repeat(10)}waits.`;

test('a plain page passes', () => {
    assert.deepEqual(check('plain.md', '# Title\n\nThe dispatcher sees ten robots. It waits for an hour.\n'), { status: 0, lines: [] });
});

test('bad sentences of a page fail with file, line and rule', () => {
    const { status, lines } = check('bad.md', `# Title\n\nIt sees the the robots.\n\nIt is a error.\n\n- Wait in order to see.\n\n${long}\n`);
    assert.equal(status, 1);
    assert.deepEqual(lines.map((line) => line.split(': ').slice(0, 2).join(' ')), [
        'bad.md:3 repeated-words',
        'bad.md:5 indefinite-article',
        'bad.md:7 simplify',
        'bad.md:9 long-sentences',
    ]);
});

test('a number or a symbol ends a sentence, too', () => {
    const half = `the dispatcher ${'sees the robots and '.repeat(4)}waits at k`;
    assert.equal(check('halves.md', `At 10 ${half}. Then ${half}. At last ${half}.\n`).status, 0);
});

test('code, comments and marks of a page are not read', () => {
    const { status } = check('code.md', '```\nthe the a error\n```\n\n<!-- output\nthe the -->\nRun `the the` now.\n');
    assert.equal(status, 0);
});

test('XML docs are read line by line, their names and code are not', () => {
    const { status, lines } = check(
        'Docs.cs',
        '/// <summary>\n/// Sees <see cref="Robot"/> <paramref name="robot"/>\n/// in the\n/// the zone.\n/// </summary>\n/// <code>the the</code>\n',
    );
    assert.equal(status, 1);
    assert.equal(lines.length, 1);
    assert.match(lines[0], /^Docs\.cs:[34]: repeated-words: /);
});

test('messages are read, also where a string continues on the next line', () => {
    const { status, lines } = check('Messages.cs', 'throw new E($"the policy {name} has"\n    + " a action that is not");\n// the the comment\n');
    assert.equal(status, 1);
    assert.deepEqual(lines.map((line) => line.split(': ').slice(0, 2).join(' ')), ['Messages.cs:1 indefinite-article']);
});

test('a file that is neither a page nor a source is refused', () => {
    assert.equal(check('notes.txt', 'Nothing.').status, 2);
});

test('every kind of string literal is found, and nothing else', () => {
    const source = String.raw`
        // "comment" /* "comment" */ '"' '\''
        a = "one \" two"; b = @"three "" four"; c = $"five {x["six"]} {(y ? "a" : $"b{z}")} seven"; d = """raw "eight" """;`;
    assert.deepEqual([...literals(source)].map(({ value }) => value.trim()), [
        'one " two',
        'three " four',
        'five `x` `x` seven',
        'raw "eight"',
    ]);
});

test('elements of XML docs are paragraphs of their own', () => {
    const paragraphs = proseOfSource('/// <summary>One.</summary>\n/// <param name="x">Two &lt; three.</param>\nint x;\n/// <returns>Four.</returns>\n');
    assert.deepEqual(paragraphs, [
        { text: 'One.', numbers: [1] },
        { text: 'Two < three.', numbers: [2] },
        { text: 'Four.', numbers: [4] },
    ]);
});

test('an exemption covers all of the words that were found, and says when it is not needed', () => {
    const exemptions = new Exemptions('# comment\nsimplify\tall of\treason\nsimplify\tvery\treason\n');
    assert.ok(exemptions.cover('simplify', 'all of'));
    assert.ok(!exemptions.cover('simplify', 'all of them'));
    assert.ok(!exemptions.cover('repeated-words', 'all of'));
    assert.deepEqual(exemptions.unused(), [3]);
});

test('an exemption without a reason is refused', () => {
    assert.throws(() => new Exemptions('simplify\tvery\n'), /expected RULE, WORDS and REASON/);
});
