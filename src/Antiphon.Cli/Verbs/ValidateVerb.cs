using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon validate`: checks a game and says what tables it would take, or everything that is wrong with it.</summary>
internal sealed class ValidateVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "validate",
        "validate GAME",
        "Checks a game. Reports every error with its place, what was found, what was expected and a remedy; for a valid game, its sizes "
            + "and memory.",
        [
            new Example("antiphon validate fleet.json", "check a game file"),
            new Example(
                "antiphon validate fleet.json --normalise --write mended.json",
                "rescale rows with rounding errors, and write the game"
            ),
        ]
    );

    private static readonly long[] Subsamples = [1, 5, 10, 20, 50, 100];

    private readonly Surroundings surroundings;
    private readonly Argument<string?> game;
    private readonly Option<bool> normalise = VerbOptions.Flag(
        "--normalise",
        "rescale probability rows whose sums are off by at most 1e-4, replace values below zero from rounding by 0, and list these rows"
    );
    private readonly Option<string?> write = VerbOptions.Text(
        "--write",
        "FILE",
        "write the game, as it was read, to a game file; never overwrites"
    );
    private readonly Option<bool> json = VerbOptions.Json();

    public ValidateVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        game = GameArgument.Create("GAME", "a game file, or the name of a built-in game", this);
        Add(game);
        Offer(new OptionGroup("Reading", [normalise]), new OptionGroup("Output", [write, json]));
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        string source = parse.GetValue(game)
            ?? throw new InvalidInputException("validate needs a GAME: a file, or the name of a built-in game");
        CooperativeGame valid;
        IReadOnlyList<RoundedRow> rescaled;
        try
        {
            (valid, rescaled) = Load(parse, source);
        }
        catch (InvalidInputException invalid) when (parse.GetValue(json))
        {
            var several = invalid as GameValidationException;
            Print(
                parse,
                new ValidationDocument
                {
                    Source = source,
                    Valid = false,
                    Message = invalid.Message,
                    Violations = several?.Violations ?? [],
                    RoundedRows = several?.RoundedRows ?? [],
                }
            );
            return ExitCode.InvalidInput;
        }

        bool alpha = AlphaFit.IsUsual(valid);
        Print(
            parse,
            new ValidationDocument
            {
                Source = source,
                Valid = true,
                Game = GameDocument.From(valid, description: null),
                Tables = [.. Tables(valid)],
                AlphaVectors = alpha,
                Training = alpha ? null : new PracticalSizes(surroundings).Of(valid),
                RoundedRows = rescaled,
                File = parse.GetValue(write) is string file ? WrittenGame.Save(valid, file, surroundings) : null,
            }
        );
        return ExitCode.Done;
    }

    private (CooperativeGame Game, IReadOnlyList<RoundedRow> Rescaled) Load(ParseResult parse, string source) =>
        parse.GetValue(normalise) && Disk.Current.IsFile(surroundings.FullPath(source)) && BuiltInGames.Find(source) is null
            ? GameFile.LoadRescaled(surroundings.FullPath(source))
            : (GameArgument.Load(source, surroundings), []);

    private static IEnumerable<TableSize> Tables(CooperativeGame game)
    {
        foreach (long k in Subsamples.Where(k => k >= game.Types.Count && k < game.Agents).Append(game.Agents))
        {
            long vectors = LatticeSize.CountVectors(game, k);
            yield return new TableSize(k, vectors, (double)vectors * game.GlobalStates * sizeof(double));
        }
    }

    private void Print(ParseResult parse, ValidationDocument document)
    {
        if (parse.GetValue(json))
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
            return;
        }

        var report = new Report(surroundings);
        if (document.RoundedRows.Count > 0)
        {
            RescalingReport.Write(report, Figures.Printable(document.Source), document.RoundedRows);
            report.Line();
        }
        else
        {
            report.Paragraph($"{Figures.Printable(document.Source)} is valid.");
        }

        if (document.File is { } file)
        {
            report.Line($"Wrote {surroundings.Shown(file)}");
        }
        else if (document.RoundedRows.Count > 0)
        {
            report.Line("Nothing was written. Write the game with these rows rescaled with --write FILE.");
        }

        report.Line();
        PrintSizes(report, document, document.Game!);
    }

    private static void PrintSizes(Report report, ValidationDocument document, GameDocument valid)
    {
        report.Fact("Name", Figures.Printable(valid.Name));
        report.Fact("Global agent", $"{Figures.Count(valid.GlobalStates, "state")}, {Figures.Count(valid.GlobalActions, "action")}");
        report.Fact(
            "Local agents",
            $"{Figures.Count(valid.Agents)}, each with {Figures.Count(valid.LocalStates, "state")} and "
                + $"{Figures.Count(valid.LocalActions, "action")}"
        );
        foreach (TypeDocument type in valid.Types ?? [])
        {
            report.Fact(
                $"  {Figures.Printable(type.Name)}",
                $"{Figures.Count(type.Agents)} of them (share {type.Share}), {Figures.Count(type.LocalStates, "state")}"
            );
        }

        report.Fact(
            "Transitions",
            $"{Figures.Count(valid.TransitionRows, "row")}; {Figures.Count(valid.TransitionEntries)} probabilities above 0, those of equal "
                + "rows counted once"
        );
        report.Fact("Discount", $"{valid.Discount}");
        if (valid.Aggregates is { } aggregates)
        {
            report.Fact("Depends on", $"the population, by {string.Join(", ", aggregates)}");
        }

        if (valid.RandomRewards is int random)
        {
            report.Fact("Random rewards", $"{Figures.Count(random)} of the entries; planning uses their means");
        }

        if (valid.ForbiddenGlobalActions is not null || valid.ForbiddenLocalActions is not null)
        {
            report.Fact(
                "Forbidden",
                $"{Figures.Count(valid.ForbiddenGlobalActions ?? 0)} of "
                    + $"{Figures.Count((long)valid.GlobalStates * valid.GlobalActions)} (s_g, a_g), "
                    + $"{Figures.Count(valid.ForbiddenLocalActions ?? 0)} of "
                    + $"{Figures.Count((long)valid.LocalStates * valid.GlobalStates * valid.LocalActions)} (s_l, s_g, a_l)"
            );
        }

        report.Fact("Hash", valid.Hash);
        report.Line();
        if (document.Training is null)
        {
            report.Paragraph(
                "With this many local states `antiphon train` plans with alpha vectors (--population alpha), at any k up to n. Time and "
                    + "memory grow with the local states, hardly with k, and not with n. The transitions of one agent take "
                    + $"{Figures.Bytes(LocalKernels.Bytes(valid.GlobalStates, valid.LocalStates))} of the "
                    + $"{Figures.Bytes(MemoryBudget.UsableBytes)} available (--memory-limit)."
            );
            return;
        }

        report.Paragraph("Size of a global policy that observes k agents (value table: 8 bytes for each count vector and global state):");
        report.Line();
        report.Table(
            [">k", ">count vectors", ">value table"],
            document.Tables.Select(size =>
                (IReadOnlyList<string>)[Figures.Count(size.Subsample), Vectors(size.CountVectors), Figures.Bytes(size.Bytes)]
            )
        );
        report.Line();
        report.Paragraph("What can be trained on this machine:");
        report.Line();
        TrainingSizesReport.Write(report, document.Training, valid.Agents);
    }

    private static string Vectors(long count) => count == long.MaxValue ? "over 9e18" : Figures.Count(count);
}
