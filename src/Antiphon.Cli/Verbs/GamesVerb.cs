using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon games`: lists the built-in games, or writes one as a file to start from.</summary>
internal sealed class GamesVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "games",
        "games [NAME]",
        "Lists the built-in games. With a name, lists only that game.",
        [
            new Example("antiphon games", "list the built-in games"),
            new Example(
                "antiphon games warehouse --write my-warehouse.json",
                "write a game file to edit; check it with `antiphon validate my-warehouse.json`"
            ),
        ]
    );

    private readonly Surroundings surroundings;
    private readonly Argument<string?> name;
    private readonly Option<string?> write = VerbOptions.Text(
        "--write",
        "FILE",
        "write the game NAME as a game file, as a start for your own; never overwrites"
    );
    private readonly Option<bool> json = VerbOptions.Flag("--json", "print a JSON document instead of a table");

    public GamesVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        name = GameArgument.Create("NAME", "a built-in game", this);
        Add(name);
        Offer(new OptionGroup("Output", [write, json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string? asked = parse.GetValue(name);
        BuiltInContinuousGame[] continuous = [.. BuiltInContinuousGames.All.Where(game => asked is null || game.Name == asked)];
        IReadOnlyList<BuiltInGame> chosen = asked is not null && continuous.Length > 0 ? [] : Chosen(asked);
        if (parse.GetValue(write) is string file)
        {
            return chosen.Count > 0
                ? Write(chosen, file)
                : throw new InvalidInputException(
                    $"'{asked}' has continuous states and cannot be written as a game file; docs/continuous.md describes it"
                );
        }

        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(
                JsonOutput.Text(
                    new GamesDocument(
                        chosen.Select(game => GameDocument.From(game.Create(), game.Description)),
                        continuous.Select(ContinuousGameDocument.From)
                    )
                )
            );
        }
        else
        {
            Print(chosen, continuous);
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<BuiltInGame> Chosen(string? name)
    {
        if (name is null)
        {
            return BuiltInGames.All;
        }

        string[] names = [.. BuiltInGames.All.Select(game => game.Name)];
        return BuiltInGames.Find(name) is { } found
            ? [found]
            : throw new InvalidInputException(
                $"there is no built-in game '{name}'; expected {string.Join(", ", names)}{Suggestion.Phrase(name, names)}"
            );
    }

    private int Write(IReadOnlyList<BuiltInGame> chosen, string file)
    {
        if (chosen.Count != 1)
        {
            throw new InvalidInputException($"--write needs a NAME, one of {string.Join(", ", chosen.Select(game => game.Name))}");
        }

        string path = WrittenGame.Save(chosen[0].Create(), file, surroundings);
        surroundings.Out.WriteLine($"Wrote {chosen[0].Name} to {surroundings.Shown(path)}");
        surroundings.Out.WriteLine($"Next: antiphon validate {Figures.ShellWord(surroundings.Shown(path))}");
        return ExitCode.Done;
    }

    private void Print(IReadOnlyList<BuiltInGame> chosen, BuiltInContinuousGame[] continuous)
    {
        var report = new Report(surroundings);
        if (chosen.Count > 0)
        {
            PrintFinite(report, chosen);
        }

        if (chosen.Count > 0 && continuous.Length > 0)
        {
            report.Line();
        }

        if (continuous.Length > 0)
        {
            PrintContinuous(report, continuous);
        }
    }

    private static void PrintFinite(Report report, IReadOnlyList<BuiltInGame> chosen)
    {
        (BuiltInGame Game, GameSizes Sizes)[] rows = [.. chosen.Select(game => (game, GameSizes.Of(game)))];
        report.Table(
            ["Game", ">local states", ">actions", ">global states", ">actions", ">agents", ">discount"],
            rows.Select(row =>
                (IReadOnlyList<string>)
                    [
                        row.Game.Name,
                        $"{row.Sizes.LocalStates}",
                        $"{row.Sizes.LocalActions}",
                        $"{row.Sizes.GlobalStates}",
                        $"{row.Sizes.GlobalActions}",
                        Figures.Count(row.Sizes.Agents),
                        $"{row.Sizes.Discount}",
                    ]
            )
        );
        foreach ((BuiltInGame game, GameSizes sizes) in rows)
        {
            report.Line();
            report.Line(game.Name);
            report.Paragraph(game.Description);
            if (sizes.Types is { } types)
            {
                report.Paragraph($"Types of agents: {types}");
            }
        }
    }

    private static void PrintContinuous(Report report, IReadOnlyList<BuiltInContinuousGame> games)
    {
        report.Table(
            ["Continuous states", ">local coordinates", ">actions", ">global coordinates", ">actions", ">agents", ">discount"],
            games
                .Select(ContinuousGameDocument.From)
                .Select(game =>
                    (IReadOnlyList<string>)
                        [
                            game.Name,
                            $"{game.LocalCoordinates}",
                            $"{game.LocalActions}",
                            $"{game.GlobalCoordinates}",
                            $"{game.GlobalActions}",
                            Figures.Count(game.Agents),
                            $"{game.Discount}",
                        ]
                )
        );
        foreach (BuiltInContinuousGame game in games)
        {
            report.Line();
            report.Line(game.Name);
            report.Paragraph(game.Description);
        }
    }
}
