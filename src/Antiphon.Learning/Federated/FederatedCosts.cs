using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>What work costs, at a cost weight of 1, in units of reward.</summary>
/// <param name="options">Settings, who is drawn, what a message costs.</param>
internal sealed class FederatedCosts(FederatedSystemOptions options)
{
    /// <summary>Cost of one worker's round.</summary>
    internal double Work(int epochs) => (epochs + options.MessageCost) / (options.MostEpochs + options.MessageCost) / options.MostWorking;

    /// <summary>Expected cost of a round: the number of workers is binomial, cut off above, and too few do not work at all.</summary>
    /// <param name="pool">Share of clients in the pool.</param>
    /// <param name="setting">What is broadcast.</param>
    internal double Expected(double pool, FederatedSetting setting)
    {
        int waiting = (int)Math.Round(pool * options.Data.Clients);
        double workers = 0.0;
        for (int drawn = options.FewestWorking; drawn <= waiting; drawn++)
        {
            workers +=
                Math.Exp(BinomialSampler.LogProbability(drawn, waiting, options.ProbabilityDrawn)) * Math.Min(drawn, options.MostWorking);
        }

        return workers * Work(setting.Epochs);
    }
}
