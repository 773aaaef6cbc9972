// What the linter looks for. Exemptions, each with its reason: docs/prose.txt.
import { toString } from 'nlcst-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextRedundantAcronyms from 'retext-redundant-acronyms';
import retextRepeatedWords from 'retext-repeated-words';
import retextSimplify from 'retext-simplify';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { VFile } from 'vfile';

/** The most words between two of . ? ! ; : and the most in a sentence. Symbols, numbers and code are no words. */
const mostWords = { clause: 30, sentence: 50 };

const prose = unified()
    .use(retextEnglish)
    .use(retextRepeatedWords)
    .use(retextIndefiniteArticle)
    .use(retextRedundantAcronyms)
    .use(retextSimplify)
    .use(retextLongSentences);

const markdown = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRetext, prose)
    .use(function () {
        this.compiler = () => '';
    });

/** Faults of a text in Markdown, in order: the line (from 1), the rule, what it found and the message. */
export async function faultsOf(text) {
    const file = new VFile({ value: text });
    await markdown.process(file);
    return file.messages
        .map((message) => ({
            line: message.line ?? 1,
            rule: message.source.replace(/^retext-/, ''),
            found: quoted(message.reason),
            text: message.reason.replace(/\s+/g, ' '),
        }))
        .sort((one, other) => one.line - other.line);
}

/** The words that a message is about: those in backquotes before it says what to write instead. */
function quoted(reason) {
    const [fault] = reason.split(/, (?:use|remove|expected|or) /);
    return [...fault.matchAll(/`([^`]*)`/g)].map(([, words]) => words.toLowerCase().replace(/\s+/g, ' ')).join(' ');
}

/** Reports sentences that a reader has to read twice because of their length. */
function retextLongSentences() {
    return (tree, file) => {
        visit(tree, 'SentenceNode', (node) => {
            for (const clauses of sentencesOf(node)) {
                const total = clauses.reduce((sum, { words }) => sum + words, 0);
                const longest = Math.max(...clauses.map(({ words }) => words));
                if (longest > mostWords.clause || total > mostWords.sentence) {
                    file.message(
                        `'${clauses[0].text.trim().slice(0, 30)}..' has ${total} words, ${longest} of them without a break; expected at most `
                            + `${mostWords.sentence} and ${mostWords.clause}; make two sentences of it`,
                        { place: clauses[0].start, source: 'long-sentences' },
                    );
                }
            }

            return SKIP;
        });
    };
}

/** The sentences of a node and their clauses: what a number or a symbol ends ('at k. Then') is one node for the parser. */
function sentencesOf(sentence) {
    let clause = { words: 0, text: '', start: sentence.position?.start };
    const sentences = [[clause]];
    for (const node of sentence.children) {
        const text = toString(node);
        clause.text += text;
        if (node.type === 'WordNode' && /[A-Za-z]{2}/.test(text)) {
            clause.words++;
        } else if (node.type === 'WordNode' && text.endsWith('.')) {
            clause = { words: 0, text: '', start: node.position?.end };
            sentences.push([clause]);
        } else if (node.type === 'PunctuationNode' && /[;:]/.test(text)) {
            clause = { words: 0, text: '', start: node.position?.end };
            sentences.at(-1).push(clause);
        }
    }

    return sentences;
}
