using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Cli.Verbs;

/// <summary>The options that say what a dispatcher remembers.</summary>
internal sealed class MemoryChoice
{
    private static readonly MemoryOptions Ordinary = new();

    private readonly Option<FilterKind?> kind;
    private readonly Option<int?> particles = VerbOptions.OptionalWhole(
        "--particles",
        "N",
        $"particles of --memory particles [{Ordinary.Particles}]"
    );
    private readonly Option<PlanReading?> reading = VerbOptions.OptionalChoice<PlanReading>(
        "--read",
        "how a plan is read at an estimate: at the nearest count vector, interpolated between those around it, or expected over how far "
            + "it may be off [interpolated]",
        ("nearest", PlanReading.Nearest),
        ("interpolated", PlanReading.Interpolated),
        ("expected", PlanReading.Expected)
    );
    private readonly Option<bool> unwatched = VerbOptions.Flag(
        "--no-watch",
        "do not test observations against the model; a failed test makes the estimate less sure"
    );

    public MemoryChoice(string ordinarily) =>
        kind = VerbOptions.OptionalChoice<FilterKind>(
            "--memory",
            $"what the dispatcher remembers: nothing, an estimate by the linear filter (mean and covariance), by Dirichlet counts, or by "
                + $"particles (slow, for reference) [{ordinarily}]",
            ("none", FilterKind.LastObservation),
            ("filter", FilterKind.Linear),
            ("dirichlet", FilterKind.Dirichlet),
            ("particles", FilterKind.Particles)
        );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Memory", [kind, particles, reading, unwatched]);

    /// <summary>Whether it is said that nothing is remembered.</summary>
    public bool Forgets(ParseResult parse) => parse.GetValue(kind) == FilterKind.LastObservation;

    /// <summary>Every option with its value on the command line and the one that is stored.</summary>
    public IEnumerable<(Option Option, object? Given, object? Stored)> Against(ParseResult parse, MemoryOptions? stored) =>
        [
            (kind, parse.GetValue(kind), stored?.Filter ?? FilterKind.LastObservation),
            (particles, parse.GetValue(particles), stored?.Particles),
            (reading, parse.GetValue(reading), stored?.Reading),
            (unwatched, parse.GetValue(unwatched), stored is not null && !stored.Watch),
        ];

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
                : throw new InvalidInputException(
                    $"{idle.Name} belongs to a dispatcher that remembers; add --memory filter, or leave it out"
                );
        }

        if (parse.Given(particles) && chosen != FilterKind.Particles)
        {
            throw new InvalidInputException("--particles belongs to --memory particles; leave it out");
        }

        return new MemoryOptions
        {
            Filter = chosen.Value,
            Particles = parse.GetValue(particles) ?? Ordinary.Particles,
            Reading = parse.GetValue(reading) ?? Ordinary.Reading,
            Watch = !parse.GetValue(unwatched),
        };
    }
}
