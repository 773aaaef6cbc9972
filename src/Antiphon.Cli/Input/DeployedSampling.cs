using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Input;

/// <summary>A pair as it is deployed under a sampling rule.</summary>
internal static class DeployedSampling
{
    /// <summary>Fits a pair to the rule.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="trained">Its game, under the rule it was trained for.</param>
    /// <param name="deployed">The game under the rule of deployment.</param>
    /// <param name="correct">Whether answers to uniform sampling are to allow for weights.</param>
    /// <exception cref="InvalidInputException">There are no weights to allow for, or the policy allows for others already.</exception>
    public static JointPolicy Policy(JointPolicy pair, CooperativeGame trained, CooperativeGame deployed, bool correct)
    {
        JointPolicy policy = SamplingTranslation.ToRuleOf(pair, deployed);
        if (!correct)
        {
            return policy;
        }

        return (trained.Sampling, deployed.Sampling, policy.Global.Table) switch
        {
            (UniformSampling, WeightedSampling weights, { } table) => policy with
            {
                Global = SamplingTranslation.Reweighted(table, weights),
            },
            (_, WeightedSampling, null) => throw new InvalidInputException(
                "--correct-sampling requires a dispatcher with a table, and this one has none; leave it out: a dispatcher that "
                    + "estimates the population accounts for weights by itself"
            ),
            _ => throw new InvalidInputException(
                "--correct-sampling adapts a policy trained for uniform sampling to weighted sampling; this one was trained for "
                    + $"'{trained.Sampling}' and is deployed with '{deployed.Sampling}'; leave it out"
            ),
        };
    }
}
