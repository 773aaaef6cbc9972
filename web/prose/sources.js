// What people read in a C# file: the XML docs, and the sentences among its strings.

/** The prose of a file, as paragraphs of Markdown; each knows the line of the file on which each of its lines stands. */
export function proseOfSource(text) {
    return [...documentation(text), ...messages(text)];
}

/** Runs of lines of XML docs. An element starts a paragraph; names and code become code spans, which no rule reads. */
function documentation(text) {
    const blocks = [];
    let block = null;
    text.split('\n').forEach((line, index) => {
        const comment = /^\s*\/\/\/ ?(.*)$/.exec(line);
        if (comment === null) {
            block = null;
            return;
        }

        if (block === null) {
            block = { raw: [], numbers: [] };
            blocks.push(block);
        }

        block.raw.push(comment[1]);
        block.numbers.push(index + 1);
    });
    return blocks.flatMap(({ raw, numbers }) => paragraphs(markdownOfXml(raw.join('\n')).split('\n'), numbers));
}

// The replacements keep the number of lines.
function markdownOfXml(xml) {
    const code = (inner) => `\`${inner.replace(/[`\n]/g, ' ')}\`` + '\n'.repeat(inner.split('\n').length - 1);
    return xml
        .replace(/<code>[^]*?<\/code>/g, (match) => '\u0000' + match.replace(/[^\n]/g, ''))
        .replace(/<(?:see|seealso|paramref|typeparamref)\b[^>]*?\/>/g, (match) => code(/"([^"]*)"/.exec(match)[1]))
        .replace(/<see\b[^>]*>([^]*?)<\/see>/g, '$1')
        .replace(/<c>([^]*?)<\/c>/g, (_, inner) => code(inner))
        .replace(/<(?:i|b|em|strong|sub|sup)>|<\/(?:i|b|em|strong|sub|sup)>/g, '')
        .replace(/<[^>]*>/g, (tag) => '\u0000' + tag.replace(/[^\n]/g, ''))
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&amp;/g, '&');
}

/** Splits at the marks of elements and at empty lines. */
function paragraphs(lines, numbers) {
    const found = [];
    let open = null;
    lines.forEach((line, index) => {
        line.split('\u0000').forEach((part, place) => {
            if (place > 0 || part.trim().length === 0) {
                open = null;
            }

            if (part.trim().length === 0) {
                return;
            }

            if (open === null) {
                open = { lines: [], numbers: [] };
                found.push(open);
            }

            open.lines.push(part.trim());
            open.numbers.push(numbers[index]);
        });
    });
    return found.map((paragraph) => ({ text: paragraph.lines.join('\n'), numbers: paragraph.numbers }));
}

const databaseText = /^(?:SELECT|CREATE|INSERT|UPDATE|DELETE|WITH) /;

/** String literals with at least four words, SQL apart; literals that are added up are one. Values that are filled in become code spans. */
function messages(text) {
    const found = [];
    let last = null;
    for (const literal of literals(text)) {
        const between = last === null ? '' : text.slice(last.end, literal.start);
        if (last !== null && /^\s*\+\s*$/.test(between)) {
            last.value += literal.value;
            last.end = literal.end;
            continue;
        }

        last = { ...literal };
        found.push(last);
    }

    return found
        .filter(({ value }) => !databaseText.test(value))
        .filter(({ value }) => value.trim().split(/\s+/).filter((word) => /^\W*[A-Za-z]{2,}\W*$/.test(word)).length >= 4)
        .map(({ value, start }) => {
            const line = text.slice(0, start).split('\n').length;
            return { text: value, numbers: value.split('\n').map(() => line) };
        });
}

/** The string literals of C#, in order, without comments and characters. */
export function* literals(text) {
    const start = /\/\/.*|\/\*[^]*?\*\/|'(?:\\.[^']*|[^'\\])'|(?<prefix>[$@]*)(?<quotes>"{3,}|")/y;
    for (let at = 0; at < text.length; ) {
        start.lastIndex = at;
        const match = start.exec(text);
        if (match === null) {
            at++;
            continue;
        }

        if (match.groups.quotes === undefined) {
            at = start.lastIndex;
            continue;
        }

        const { prefix, quotes } = match.groups;
        const from = start.lastIndex;
        const [value, end] = body(text, from, quotes, prefix);
        yield { value, start: at, end };
        at = end;
    }
}

/** The value of a literal from its first character on, and where the literal ends. */
function body(text, from, quotes, prefix) {
    const holes = /\$/.test(prefix);
    let value = '';
    let at = from;
    while (at < text.length) {
        if (holes && text[at] === '{' && text[at + 1] !== '{') {
            at = endOfHole(text, at);
            value += '`x`';
        } else if (text.startsWith(quotes, at) && !(prefix.includes('@') && text[at + 1] === '"')) {
            return [value, at + quotes.length];
        } else {
            const [read, length] = character(text.slice(at, at + 2), quotes, prefix);
            value += read;
            at += length;
        }
    }

    return [value, at];
}

/** The next character of a literal, and how many it takes in the source. */
function character([first, second], quotes, prefix) {
    if (first === '\\' && quotes === '"' && !prefix.includes('@')) {
        return [/[nrt]/.test(second) ? ' ' : second, 2];
    }

    const doubled = first === second && ((first === '"' && prefix.includes('@')) || (/[{}]/.test(first) && prefix.includes('$')));
    return [first, doubled ? 2 : 1];
}

/** The end of a value that is filled in; it may hold strings and braces of its own. */
function endOfHole(text, from) {
    let depth = 0;
    for (let at = from; at < text.length; at++) {
        if (text[at] === '"') {
            at = body(text, at + 1, '"', text[at - 1] === '$' ? '$' : '')[1] - 1;
        } else if (text[at] === "'") {
            at = text.indexOf("'", at + (text[at + 1] === '\\' ? 3 : 1));
        } else if (text[at] === '{') {
            depth++;
        } else if (text[at] === '}' && --depth === 0) {
            return at + 1;
        }
    }

    return text.length;
}
