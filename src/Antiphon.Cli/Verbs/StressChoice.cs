using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of simulate that put a pair into worlds that change, and what they do.</summary>
internal sealed class StressChoice(Surroundings surroundings)
{
    private static readonly StressOptions Ordinary = new();

    private readonly DeclaredOption<bool> stress = VerbOptions
        .Flag("--stress", "compare the return under a list of changed conditions; stores nothing")
        .For(GameKinds.Finite);
    private readonly DeclaredOption<double?> distance = VerbOptions
        .OptionalReal(
            "--within",
            "D",
            $"with --stress: search for the worst kernels within this L1 distance per row, at most 2 [{Ordinary.Distance}]",
            positive: true
        )
        .Sets<StressOptions>(nameof(StressOptions.Distance));

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Stress test", [stress, distance]);

    /// <summary>Whether such worlds are asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="others">Options that have no meaning in them.</param>
    /// <exception cref="InvalidInputException">An option would do nothing.</exception>
    public bool IsAsked(ParseResult parse, IEnumerable<Option> others)
    {
        if (!parse.GetValue(stress))
        {
            return parse.Given(distance) ? throw new InvalidInputException("--within requires --stress; add it") : false;
        }

        return others.FirstOrDefault(parse.Given) is { } idle
            ? throw new InvalidInputException(
                $"{idle.Name} cannot be combined with --stress, which has its own conditions; leave one of them out"
            )
            : true;
    }

    /// <summary>Simulates and prints.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="execution">Sizes and seed.</param>
    /// <param name="quiet">Whether to show no progress.</param>
    /// <param name="json">Whether to print a document.</param>
    public void Run(ParseResult parse, CooperativeGame game, JointPolicy pair, OnlineExecutionOptions execution, bool quiet, bool json)
    {
        StressOptions options = parse.Apply(Ordinary with { Execution = execution });
        StressResult result;
        using (var progress = new ConsoleProgress(surroundings, quiet))
        {
            result = new StressTest(options).Run(game, pair, progress, surroundings.Cancellation);
        }

        var document = StressDocument.From(result, game, pair.Global, execution);
        if (json)
        {
            surroundings.Out.WriteLine(JsonOutput.Text(document));
        }
        else
        {
            StressReport.Write(new Report(surroundings), document);
        }
    }
}
