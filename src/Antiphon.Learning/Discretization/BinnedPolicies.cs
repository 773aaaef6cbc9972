using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>A global policy of a finite game that acts by the bin of s_g and the histogram of the observation.</summary>
internal sealed class BinnedGlobalPolicy(GlobalPolicy policy, HistogramFeatures globalBins, int localBins) : ContinuousGlobalPolicy
{
    internal override void Require(ContinuousGame game)
    {
        if (
            game.Features is not HistogramFeatures features
            || features.Size != localBins
            || game.GlobalActions.Count != policy.GlobalActions
        )
        {
            throw new InvalidInputException(
                $"the policy sees a histogram of {localBins} bins and has {policy.GlobalActions} actions; deploy it in the view of its "
                    + "own discretization"
            );
        }
    }

    internal override IGlobalActor Actor(ContinuousGame game) =>
        new Chooser(policy, globalBins, new CountLattice(localBins, policy.Subsample));

    private sealed class Chooser(GlobalPolicy policy, HistogramFeatures globalBins, CountLattice lattice) : IGlobalActor
    {
        private readonly int[] counts = new int[lattice.States];

        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random)
        {
            for (int bin = 0; bin < counts.Length; bin++)
            {
                counts[bin] = (int)Math.Round(observation[bin] * lattice.Agents);
            }

            return policy.Choose(globalBins.Bin(global[0]), lattice.Rank(counts), random);
        }
    }
}

/// <summary>A local policy of a finite game that acts by the bins of s_l and s_g.</summary>
internal sealed class BinnedLocalPolicy(LocalPolicy policy, HistogramFeatures globalBins, HistogramFeatures localBins)
    : ContinuousLocalPolicy
{
    internal override void Require(ContinuousGame game)
    {
        if (game.LocalActions.Count != policy.LocalActions || game.LocalStates.Dimension != 1)
        {
            throw new InvalidInputException(
                $"the policy has {policy.LocalActions} local actions on an interval; the game '{game.Name}' has {game.LocalActions.Count}"
            );
        }
    }

    internal override ILocalActor Actor(ContinuousGame game) => new Chooser(policy, globalBins, localBins);

    private sealed class Chooser(LocalPolicy policy, HistogramFeatures globalBins, HistogramFeatures localBins) : ILocalActor
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
