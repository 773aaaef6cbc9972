using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>
/// The options of simulate that give the dispatcher of a run another memory, another number of observations, or another plan.
/// </summary>
internal sealed class MemoryOverride
{
    private const int OrdinaryResolution = 10;

    private readonly MemoryChoice memory = new("as in the run");
    private readonly Option<int?> observations = VerbOptions.OptionalWhole(
        "--k",
        "K",
        "with --memory: agents observed per step, 0 to n [as in the run]",
        minimum: 0
    );
    private readonly Option<bool> informed = VerbOptions.Flag(
        "--informed-plan",
        "with --memory: use the best plan for a known population and the run's local policy, instead of the run's own table"
    );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Memory", [.. memory.Group.Options, observations, informed]);

    /// <summary>The run's pair, changed as asked. A run without memory gets a filter from its game and its local policy.</summary>
    /// <exception cref="InvalidInputException">Two options contradict each other, or the run has no table to plan by.</exception>
    public JointPolicy Apply(ParseResult parse, JointPolicy policy, CooperativeGame game, int threads, CancellationToken cancellation)
    {
        MemoryOptions? kept = memory.Forgets(parse)
            ? new MemoryOptions { Filter = FilterKind.LastObservation, Watch = false }
            : memory.Read(parse, null);
        if (kept is null)
        {
            Option? idle = new Option[] { observations, informed }.FirstOrDefault(parse.Given);
            return idle is null
                ? policy
                : throw new InvalidInputException($"{idle.Name} requires --memory; add it, for example --memory filter");
        }

        int subsample = parse.GetValue(observations) ?? policy.Global.Subsample;
        if (memory.Forgets(parse) && subsample == 0)
        {
            throw new InvalidInputException(
                "--k is 0 with --memory none; only a dispatcher with memory can act without observations; add --memory filter, or raise "
                    + "--k"
            );
        }

        PopulationPlan plan = parse.GetValue(informed)
            ? new InformedPlan(new GLearnOptions { Threads = threads }).Solve(game, policy.Local, OrdinaryResolution, cancellation)
            : policy.Global.Plan
                ?? throw new InvalidInputException(
                    "the run's global policy is not a table of actions, which --memory needs; add --informed-plan"
                );
        return policy with { Global = new RememberingPolicy(subsample, plan, kept) };
    }

    /// <summary>What was asked for, as part of a file's name; empty when nothing was.</summary>
    public string Variant(ParseResult parse) => VerbOptions.Variant(parse, Group.Options);
}
