namespace Antiphon.Paper;

/// <summary>Exact values of a known finite-horizon process: the yardstick for whatever learns it from samples.</summary>
internal static class BackwardInduction
{
    /// <summary>The optimum over all policies, which may depend on step and state.</summary>
    /// <param name="mdp">The process.</param>
    /// <returns>
    /// The optimal expected return under the initial law, a policy that attains it (lowest action on ties) and the optimal returns from
    /// the states of phase 0.
    /// </returns>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public static OptimalSteps Optimize(FiniteHorizonMdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        var sweep = new BackwardSweep(mdp);
        var policy = new TimeDependentPolicy(mdp);
        double value = sweep.Maximize(new KnownRows(mdp.Rows), policy);
        return new OptimalSteps(value, policy, sweep.Values.ToArray());
    }

    /// <summary>The expected return of a policy under the initial law, exact to rounding.</summary>
    /// <param name="mdp">The process.</param>
    /// <param name="policy">A policy of this process.</param>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public static double Evaluate(FiniteHorizonMdp mdp, TimeDependentPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        ArgumentNullException.ThrowIfNull(policy);
        return new BackwardSweep(mdp).Follow(policy);
    }
}

/// <summary>What <see cref="BackwardInduction"/> found.</summary>
/// <param name="Value">The optimal expected return under the initial law, exact to rounding.</param>
/// <param name="Policy">A policy that attains it.</param>
/// <param name="Values">The optimal return from each state of phase 0.</param>
internal sealed record OptimalSteps(double Value, TimeDependentPolicy Policy, IReadOnlyList<double> Values);
