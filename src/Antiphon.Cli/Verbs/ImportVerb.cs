using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon import`: makes a game of a decision problem that another program wrote.</summary>
internal sealed class ImportVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "import",
        "import FILE.pomdp",
        "Converts an MDP or POMDP in Cassandra's format to a game. Its states become local states, which the agents observe; its "
            + "actions become local actions. There is one global state and one global action, wait. Reports what is lost.",
        [
            new Example("antiphon import tiger.pomdp", "check the file and report how it would be converted"),
            new Example("antiphon import tiger.pomdp --agents 100 --write tiger.json", "write a game with 100 identical agents"),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> file;
    private readonly Option<long?> agents = VerbOptions.Agents("number of agents in the game, all identical [1]");
    private readonly Option<string?> write = VerbOptions.Text("--write", "FILE", "write the game as a game file; never overwrites");
    private readonly Option<bool> json = VerbOptions.Json();

    public ImportVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        file = GameArgument.Create("FILE.pomdp", "an MDP or POMDP in Cassandra's format", this);
        Add(file);
        Offer(new OptionGroup("Game", [agents]), new OptionGroup("Output", [write, json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string source = parse.GetValue(file)
            ?? throw new InvalidInputException("import needs a FILE.pomdp: an MDP or POMDP in Cassandra's format");
        ImportedGame imported = PomdpImport.Load(surroundings.FullPath(source), parse.GetValue(agents) ?? 1, surroundings.Cancellation);
        string? written = parse.GetValue(write) is string target ? WrittenGame.Save(imported.Game, target, surroundings) : null;
        var document = new ImportDocument(
            source,
            imported.Game.Name,
            imported.Game.Agents,
            imported.Game.Discount,
            imported.Game.LocalStates,
            imported.Game.LocalActions,
            imported.Observations,
            imported.Lost,
            written
        );
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            Print(document);
        }

        return ExitCode.Done;
    }

    private void Print(ImportDocument document)
    {
        string seen = document.Observations > 0 ? $"{Figures.Count(document.Observations, "observation")}" : "no observations";
        var report = new Report(surroundings);
        report.Paragraph(
            $"{Figures.Printable(document.Source)}: {(document.Observations > 0 ? "a POMDP" : "an MDP")} with "
                + $"{Figures.Count(document.States, "state")}, {Figures.Count(document.Actions, "action")} and {seen}."
        );
        report.Line();
        report.Fact("Name", Figures.Printable(document.Game));
        report.Fact(
            "Local agents",
            $"{Figures.Count(document.Agents)}, each with {Figures.Count(document.States, "state")} and "
                + Figures.Count(document.Actions, "action")
        );
        report.Fact("Global agent", "1 state and 1 action, wait, which earns nothing");
        report.Fact("Discount", $"{document.Discount}");
        if (document.Lost.Count > 0)
        {
            report.Line();
            report.Line("Lost or changed:");
        }

        foreach (string loss in document.Lost)
        {
            report.Item(loss);
        }

        report.Line();
        if (document.File is { } written)
        {
            report.Line($"Wrote {surroundings.Shown(written)}");
            report.Line($"Next: antiphon train {Figures.ShellWord(surroundings.Shown(written))} --k 1");
        }
        else
        {
            report.Line("Nothing was written. Write the game with --write FILE.");
        }
    }
}
