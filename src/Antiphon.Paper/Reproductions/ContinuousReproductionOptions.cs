using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// Options of <see cref="ContinuousReproduction"/>. Equal options give equal rewards, at any number of threads and after any interruption.
/// </summary>
public sealed record ContinuousReproductionOptions
{
    private const int ReleasedTrainings = 3;
    private const int StatedTrainings = 15;
    private const int StatedSeeds = 3;

    /// <summary>What to reproduce: Ours, Stated or Released.</summary>
    public IReadOnlyList<ReproductionConfiguration> Configurations { get; init; } = [ReproductionConfiguration.Released];

    /// <summary>The k.</summary>
    public IReadOnlyList<int> Subsamples { get; init; } = [1, 3, 5, 10, 20, 35, 50, 75];

    /// <summary>
    /// Trainings per k, each with a seed of its own; null takes 3 as released (the best of which the authors show) and 15 as stated and by
    /// Antiphon.
    /// </summary>
    public int? Trainings { get; init; }

    /// <summary>Episodes per evaluation seed; null takes the configuration's: 30 as released, otherwise 50.</summary>
    public int? Rollouts { get; init; }

    /// <summary>Evaluation seeds, at least 2; null takes 10 as released, otherwise 3 (the intervals shown are over trainings).</summary>
    public int? Seeds { get; init; }

    /// <summary>Algorithm of L-LEARN.</summary>
    public PolicyAlgorithm Algorithm { get; init; } = PolicyAlgorithm.Trpo;

    /// <summary>Training number t of a k uses the seed <see cref="Seed"/> + t - 1; evaluations use this seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1: as many trainings at once, each on one.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal int TrainingsOf(ReproductionConfiguration configuration) =>
        Trainings ?? (configuration == ReproductionConfiguration.Released ? ReleasedTrainings : StatedTrainings);

    /// <summary>The training of a cell; on one thread, since cells run side by side.</summary>
    internal ContinuousOptions OptionsOf(ReproductionConfiguration configuration, int subsample, int training)
    {
        ContinuousOptions options = configuration switch
        {
            ReproductionConfiguration.Released => ContinuousOptions.Released(subsample),
            ReproductionConfiguration.Stated => ContinuousOptions.Stated(subsample) with { Seeds = StatedSeeds },
            _ => new ContinuousOptions
            {
                Subsample = subsample,
                DeployedHorizon = 100,
                Seeds = StatedSeeds,
            },
        };
        return options with
        {
            Algorithm = Algorithm,
            Seed = Seed + (ulong)(training - 1),
            Threads = 1,
            Baselines = training == 1,
            Rollouts = Rollouts ?? options.Rollouts,
            Seeds = Seeds ?? options.Seeds,
        };
    }

    /// <summary>Checks every option before any work.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require(ContinuousGame game)
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Trainings), Trainings ?? 1);
        range.AtLeast(1, nameof(Rollouts), Rollouts ?? 1);
        range.AtLeast(2, nameof(Seeds), Seeds ?? 2);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtLeast(1, "number of configurations", Configurations.Count);
        range.AtLeast(1, "number of k", Subsamples.Count);
        foreach (int subsample in Subsamples)
        {
            range.AtLeast(1, "k", subsample);
            range.AtMost("k", subsample, game.Agents);
        }

        range.Require();
        foreach (ReproductionConfiguration other in Configurations)
        {
            if (other is not (ReproductionConfiguration.Ours or ReproductionConfiguration.Stated or ReproductionConfiguration.Released))
            {
                throw new InvalidOptionException(
                    $"'{ReproductionTables.Word(other)}' is not a configuration of the continuous experiment; expected ours, stated or "
                        + "released"
                );
            }
        }
    }
}
