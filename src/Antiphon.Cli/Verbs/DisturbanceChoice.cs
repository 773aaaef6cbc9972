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
            "error of the memory's transition model: each row gets a random distribution with weight E; above 0, at most 1 [0]"
        )
        .Sets<Disturbances>(nameof(Disturbances.KernelError));
    private readonly DeclaredOption<double?> agentsFactor = VerbOptions
        .OptionalReal(
            "--believed-agents",
            "X",
            "number of agents that the memory assumes, as a multiple of the true number [1]",
            positive: true
        )
        .Sets<Disturbances>(nameof(Disturbances.AgentsFactor));
    private readonly DeclaredOption<double?> shock = VerbOptions
        .OptionalShare(
            "--shock",
            "P",
            "probability that a shock moves an agent; all moved agents go to one random state; above 0, at most 1 [0]"
        )
        .Sets<Disturbances>(nameof(Disturbances.ShockShare));
    private readonly DeclaredOption<int?> shockEvery = VerbOptions
        .OptionalWhole("--shock-every", "T", $"steps between shocks [{Ordinary.ShockEvery}]")
        .Sets<Disturbances>(nameof(Disturbances.ShockEvery));

    public DisturbanceChoice() =>
        Group = new OptionGroup(
            "Disturbances",
            [
                kernelError,
                agentsFactor,
                VerbOptions
                    .OptionalShare(
                        "--lost-observations",
                        "P",
                        "probability that a step's observation is lost; above 0, below 1 [0]",
                        belowOne: true
                    )
                    .Formerly("--lost-looks")
                    .Sets<Disturbances>(nameof(Disturbances.LostObservations)),
                VerbOptions
                    .OptionalWhole("--delay", "D", "delay of every observation in steps; the dispatcher does not know of it [0]")
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
            throw new InvalidInputException("--shock-every requires --shock; add it, for example --shock 0.1");
        }

        if (!remembers && new Option[] { kernelError, agentsFactor }.FirstOrDefault(parse.Given) is { } idle)
        {
            throw new InvalidInputException($"{idle.Name} changes the model of a memory; add --memory filter, or leave it out");
        }

        return Group.Options.Any(parse.Given) ? parse.Apply(Ordinary) : null;
    }
}
