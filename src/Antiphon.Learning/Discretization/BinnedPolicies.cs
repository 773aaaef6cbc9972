using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>A global policy of a finite game that acts by the bin of s_g and the histogram of the observation.</summary>
internal sealed class BinnedGlobalPolicy(GlobalPolicy policy, DeployedWorld world, HistogramFeatures globalBins, int localBins)
    : ContinuousGlobalPolicy
{
    public override void RequireFit(ContinuousGame game)
    {
        if (
            game.Features is not HistogramFeatures features
            || features.Size != localBins
            || game.GlobalActions.Count != policy.GlobalActions
        )
        {
            throw new InvalidInputException(
                $"the policy observes a histogram of {localBins} bins and has {policy.GlobalActions} actions; deploy it with its own "
                    + "discretization"
            );
        }
    }

    // A policy without memory has nothing to begin in an episode.
    public override IContinuousGlobalActor Actor(ContinuousGame game) =>
        new Chooser(policy, policy.Start(world, new RandomStream(0)), globalBins, localBins);

    private sealed class Chooser(GlobalPolicy policy, IGlobalActor actor, HistogramFeatures globalBins, int localBins)
        : IContinuousGlobalActor
    {
        private readonly int[] counts = new int[localBins];

        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random)
        {
            for (int bin = 0; bin < counts.Length; bin++)
            {
                counts[bin] = (int)Math.Round(observation[bin] * policy.Subsample);
            }

            int globalState = globalBins.Bin(global[0]);
            return policy.Checked(actor.Act(globalState, counts, random), globalState, counts);
        }
    }
}

/// <summary>A local policy of a finite game that acts by the bins of s_l and s_g.</summary>
internal sealed class BinnedLocalPolicy(LocalPolicy policy, HistogramFeatures globalBins, HistogramFeatures localBins)
    : ContinuousLocalPolicy
{
    public override void RequireFit(ContinuousGame game)
    {
        if (game.LocalActions.Count != policy.LocalActions || game.LocalStates.Dimension != 1)
        {
            throw new InvalidInputException(
                $"the policy has {policy.LocalActions} local actions on an interval; the game '{game.Name}' has {game.LocalActions.Count}"
            );
        }
    }

    public override IContinuousLocalActor Actor(ContinuousGame game) => new Chooser(policy, globalBins, localBins);

    private sealed class Chooser(LocalPolicy policy, HistogramFeatures globalBins, HistogramFeatures localBins) : IContinuousLocalActor
    {
        public void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actions)
        {
            int bin = globalBins.Bin(global[0]);
            for (int agent = 0; agent < actions.Length; agent++)
            {
                actions[agent] = CategoricalSampler.Sample(random.NextDouble(), policy.At(localBins.Bin(locals[agent]), bin));
            }
        }
    }
}
