using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// Options of <see cref="WarehouseReproduction"/>. Equal options give equal rewards, at any number of threads and after any interruption.
/// </summary>
public sealed record ReproductionOptions
{
    /// <summary>What to reproduce; each once.</summary>
    public IReadOnlyList<ReproductionConfiguration> Configurations { get; init; } = Enum.GetValues<ReproductionConfiguration>();

    /// <summary>The k, each from 1 to n.</summary>
    public IReadOnlyList<int> Subsamples { get; init; } = [.. Enumerable.Range(1, 50)];

    /// <summary>
    /// What the global agent remembers; null: nothing. Only Antiphon's own configurations know memory; with it k may be 0.
    /// </summary>
    public MemoryOptions? Memory { get; init; }

    /// <summary>Evaluation seeds, at least 2; the spread is over their means.</summary>
    public int Seeds { get; init; } = 15;

    /// <summary>Episodes per evaluation seed; at least 1.</summary>
    public int Rollouts { get; init; } = 50;

    /// <summary>
    /// Independent trainings per configuration and k; at least 1. Training number t uses the seed <see cref="Seed"/> + t - 1.
    /// </summary>
    public int Trainings { get; init; } = 1;

    /// <summary>Root of all randomness. Every evaluation uses this same seed, so that all pairs meet the same starts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every option against the game before any work.</summary>
    /// <param name="game">The game; its sizes are those of all configurations.</param>
    /// <exception cref="InvalidOptionException">
    /// An option is out of range; the message lists all that are; or no k can be trained.
    /// </exception>
    internal void Require(CooperativeGame game)
    {
        var range = new OptionRange();
        range.AtLeast(2, nameof(Seeds), Seeds);
        range.AtLeast(1, nameof(Rollouts), Rollouts);
        range.AtLeast(1, nameof(Trainings), Trainings);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtLeast(1, "number of configurations", Configurations.Count);
        range.AtLeast(1, "number of k", Subsamples.Count);
        range.Require();
        Memory?.Require();
        if (
            Memory is not null
            && Configurations.Any(configuration =>
                configuration is not (ReproductionConfiguration.Ours or ReproductionConfiguration.OursFlat)
            )
        )
        {
            throw new InvalidOptionException(
                "the paper and the authors' program do not support memory; with memory, reproduce only as ours or ours-flat"
            );
        }

        var reasons = Subsamples.Select(subsample => Refusal(game, subsample, Memory)).ToList();
        if (reasons.TrueForAll(reason => reason is not null))
        {
            throw new InvalidInputException(reasons[0]!);
        }
    }

    /// <summary>Why a k cannot be trained; null when it can.</summary>
    internal static string? Refusal(CooperativeGame game, int subsample, MemoryOptions? memory)
    {
        try
        {
            if (memory is null)
            {
                Equilibrium.Alternation.RequireFits(game, subsample);
            }
            else
            {
                SubsampleCheck.RequireWithMemory(game, subsample);
            }

            return null;
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Message;
        }
    }
}
