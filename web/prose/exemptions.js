// What the rules find and what is right as it stands: lines RULE<tab>WORDS<tab>REASON. WORDS is a regular expression for all of what a rule
// found, in lower case.

export class Exemptions {
    #entries;

    constructor(text) {
        this.#entries = text
            .split('\n')
            .map((line, index) => ({ line, number: index + 1 }))
            .filter(({ line }) => line.length > 0 && !line.startsWith('#'))
            .map(({ line, number }) => {
                const [rule, words, reason] = line.split('\t');
                if (!reason) {
                    throw new Error(`line ${number} is '${line}'; expected RULE, WORDS and REASON with tabs between them`);
                }

                return { rule, words: new RegExp(`^(?:${words})$`), number, used: false };
            });
    }

    /** Whether what a rule found is right as it stands. */
    cover(rule, found) {
        const entry = this.#entries.find((entry) => entry.rule === rule && entry.words.test(found));
        if (entry !== undefined) {
            entry.used = true;
        }

        return entry !== undefined;
    }

    /** The lines of exemptions that covered nothing so far. */
    unused() {
        return this.#entries.filter((entry) => !entry.used).map((entry) => entry.number);
    }
}
