using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>The options that say what goes wrong.</summary>
internal sealed class DisturbanceChoice
{
    private static readonly Disturbances Ordinary = new();

    private readonly DeclaredOption<double?> kernelError = VerbOptions
        .OptionalShare(
            "--kernel-error",
            "E",
            "how far off the moves are that a memory predicts with: E of every row is a law at random; above 0, at most 1 [0]"
        )
        .Sets<Disturbances>(nameof(Disturbances.KernelError));
    private readonly DeclaredOption<double?> agentsFactor = VerbOptions
        .OptionalReal("--believed-agents", "X", "a memory believes in X times as many agents as there are [1]", positive: true)
        .Sets<Disturbances>(nameof(Disturbances.AgentsFactor));
    private readonly DeclaredOption<double?> shock = VerbOptions
        .OptionalShare(
            "--shock",
            "P",
            "share of the agents that is teleported to one state, drawn at random, now and then; above 0, at most 1 [0]"
        )
        .Sets<Disturbances>(nameof(Disturbances.ShockShare));
    private readonly DeclaredOption<int?> shockEvery = VerbOptions
        .OptionalWhole("--shock-every", "T", $"steps from one shock to the next [{Ordinary.ShockEvery}]")
        .Sets<Disturbances>(nameof(Disturbances.ShockEvery));

    public DisturbanceChoice() =>
        Group = new OptionGroup(
            "What goes wrong",
            [
                kernelError,
                agentsFactor,
                VerbOptions
                    .OptionalShare(
                        "--lost-observations",
                        "P",
                        "probability that a step's observation never arrives; above 0, below 1 [0]",
                        belowOne: true
                    )
                    .Formerly("--lost-looks")
                    .Sets<Disturbances>(nameof(Disturbances.LostObservations)),
                VerbOptions
                    .OptionalWhole(
                        "--delay",
                        "D",
                        "steps by which every observation is late, while the dispatcher takes it for the present [0]"
                    )
                    .Sets<Disturbances>(nameof(Disturbances.Delay)),
                shock,
                shockEvery,
            ]
        );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group { get; }

    /// <summary>What was asked for, as part of a file's name; empty when nothing was.</summary>
    public string Variant(ParseResult parse) => VerbOptions.Variant(parse, Group.Options);

    /// <summary>What was chosen; null when it is nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="remembers">Whether there is a memory that can be wrong.</param>
    /// <exception cref="InvalidInputException">An option would do nothing.</exception>
    public Disturbances? Read(ParseResult parse, bool remembers)
    {
        if (parse.Given(shockEvery) && !parse.Given(shock))
        {
            throw new InvalidInputException("--shock-every belongs to --shock; give that too, for example --shock 0.1");
        }

        if (!remembers && new Option[] { kernelError, agentsFactor }.FirstOrDefault(parse.Given) is { } idle)
        {
            throw new InvalidInputException($"{idle.Name} makes a memory's model wrong; add --memory filter, or leave it out");
        }

        return Group.Options.Any(parse.Given) ? parse.Apply(Ordinary) : null;
    }
}
