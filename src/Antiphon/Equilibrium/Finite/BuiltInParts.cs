using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>The parts that every alternation has.</summary>
internal sealed class BuiltInParts : FiniteParts
{
    private BuiltInParts() { }

    /// <summary>These and those that were brought.</summary>
    internal static IReadOnlyList<FiniteParts> With(IReadOnlyList<FiniteParts> brought) => [new BuiltInParts(), .. brought];

    /// <inheritdoc/>
    internal override Func<FiniteBench, FiniteOracle>? Oracle(LocalOracle name) =>
        name switch
        {
            LocalOracle.Reactive => bench => new ReactiveOracle(bench),
            LocalOracle.Enumerate => bench => new EnumerateOracle(bench),
            LocalOracle.Coordinate => bench => new CoordinateOracle(bench),
            _ => null,
        };

    /// <inheritdoc/>
    internal override Func<FiniteSetting, int, CancellationToken, FiniteJudge>? Judge(UpdateRule rule) =>
        rule == UpdateRule.Corrected ? Corrected : null;

    /// <inheritdoc/>
    internal override void RequireFit(CooperativeGame game, AlternationOptions options)
    {
        if (options.RewardSamples is not null && game.Noise is null)
        {
            throw new InvalidOptionException(
                nameof(AlternationOptions.RewardSamples),
                options.RewardSamples,
                $"none, since no reward of {game.Name} is random",
                "leave it out"
            );
        }

        game.Sampling.Require(game.Agents, options.Subsample);
        if (game.Sampling is ClusteredSampling)
        {
            throw new InvalidOptionException(
                $"training is not supported under the sampling rule '{game.Sampling}': cluster membership cannot be derived from counts; "
                    + $"train under uniform sampling and simulate with Sampling = {game.Sampling}"
            );
        }

        if (options.CorrectSampling && game.Sampling is not WeightedSampling)
        {
            throw new InvalidOptionException($"CorrectSampling applies only to weighted sampling; found '{game.Sampling}'; leave it out");
        }

        if (options.LocalOracle == LocalOracle.Enumerate)
        {
            new EnumerativeLLearn(new EnumerativeOptions()).RequireFits(game);
        }
    }

    private static FiniteJudge Corrected(FiniteSetting setting, int threads, CancellationToken cancellation) =>
        setting.ExactFits
            ? new ExactJudge(
                new ExactPopulation(setting.Game, setting.Game.Agents),
                setting.Observations,
                setting.Tolerances,
                cancellation
            )
            : new SimulationJudge(setting.Game, setting.Options, setting.Tolerances.Threshold, threads);
}
