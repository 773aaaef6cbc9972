// The prose of a page in Markdown: everything but comments. (The parser leaves out blocks of code itself.)

/** The page as one text, whose lines are those of the file. */
export function proseOfPage(text) {
    const prose = text.replace(/<!--[^]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '));
    return [{ text: prose, numbers: prose.split('\n').map((_, index) => index + 1) }];
}
