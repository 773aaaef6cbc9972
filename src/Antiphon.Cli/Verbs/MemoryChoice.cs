using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>The options that say what a dispatcher remembers.</summary>
internal sealed class MemoryChoice
{
    private const int OfFlow = 100;
    private static readonly MemoryOptions Ordinary = new();

    private readonly DeclaredOption<FilterKind?> kind;
    private readonly DeclaredOption<int?> particles = VerbOptions
        .OptionalWhole("--particles", "N", $"number of particles with --memory particles [{Ordinary.Particles}] or flow [{OfFlow}]")
        .Sets<MemoryOptions>(nameof(MemoryOptions.Particles));
    private readonly DeclaredOption<PlanReading?> reading = VerbOptions
        .OptionalChoice(
            "--read",
            "how the plan is applied to an estimate: at the nearest count vector, interpolated between its neighbors, or averaged over "
                + "the estimate's uncertainty [interpolated]",
            ("nearest", PlanReading.Nearest),
            ("interpolated", PlanReading.Interpolated),
            ("expected", PlanReading.Expected)
        )
        .Sets<MemoryOptions>(nameof(MemoryOptions.Reading));
    private readonly DeclaredOption<bool> unwatched = VerbOptions
        .Flag("--no-watch", "do not test observations against the model (a failed test increases the estimate's uncertainty)")
        .Clears<MemoryOptions>(nameof(MemoryOptions.Watch));

    public MemoryChoice(string ordinarily) =>
        kind = VerbOptions
            .OptionalChoice(
                "--memory",
                "what the dispatcher remembers: nothing, or an estimate of the population: by a linear filter (mean and covariance), by "
                    + "Dirichlet counts, by the initial state of a deterministic flow (for many agents), or by particles (slow, for "
                    + $"reference) [{ordinarily}]",
                ("none", FilterKind.LastObservation),
                ("filter", FilterKind.Linear),
                ("dirichlet", FilterKind.Dirichlet),
                ("flow", FilterKind.Flow),
                ("particles", FilterKind.Particles)
            )
            .Sets<MemoryOptions>(nameof(MemoryOptions.Filter), unset: FilterKind.LastObservation);

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Memory", [kind, particles, reading, unwatched]);

    /// <summary>Whether "none" is given.</summary>
    public bool Forgets(ParseResult parse) => parse.GetValue(kind) == FilterKind.LastObservation;

    /// <summary>What was chosen; null when it is nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="ordinarily">The filter where none is named; null is none.</param>
    /// <exception cref="InvalidInputException">Two options contradict each other.</exception>
    public MemoryOptions? Read(ParseResult parse, FilterKind? ordinarily)
    {
        FilterKind? chosen = parse.GetValue(kind) ?? ordinarily;
        if (chosen is null or FilterKind.LastObservation)
        {
            Option? idle = new Option[] { particles, reading, unwatched }.FirstOrDefault(parse.Given);
            return idle is null
                ? null
                : throw new InvalidInputException($"{idle.Name} requires a dispatcher with memory; add --memory filter, or leave it out");
        }

        if (parse.Given(particles) && chosen is not (FilterKind.Particles or FilterKind.Flow))
        {
            throw new InvalidInputException("--particles applies only to --memory particles or flow; leave it out");
        }

        return parse.Apply(Ordinary with { Filter = chosen.Value, Particles = chosen == FilterKind.Flow ? OfFlow : Ordinary.Particles });
    }
}
