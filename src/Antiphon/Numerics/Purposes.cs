namespace Antiphon.Numerics;

/// <summary>
/// What streams are split for (<see cref="RandomStream.Split"/>). The strings decide every drawn number and every stored result: a name
/// may change, its string may not.
/// </summary>
internal static class Purposes
{
    // A simulation or a comparison, and its episodes.
    internal const string Simulation = "simulate";
    internal const string Comparison = "judge";
    internal const string Rollout = "rollout";

    // One episode.
    internal const string Start = "start";
    internal const string GlobalState = "global state";
    internal const string Move = "move";
    internal const string Reward = "reward";
    internal const string Identity = "identity";
    internal const string Shock = "shock";
    internal const string KernelError = "kernel error";
    internal const string Memory = "memory";
    internal const string ChangedKernels = "changed kernels";
    internal const string ChangedMove = "changed move";

    // Observations were called looks when these strings were chosen.
    internal const string Observation = "look";
    internal const string LostObservation = "lost look";

    // Planning.
    internal const string InitialLaw = "mean-field start law";
    internal const string EmpiricalOperator = "empirical operator";
    internal const string NextStates = "next states";
    internal const string RandomizedOperator = "randomized operator";
    internal const string StageRewards = "stage rewards";
    internal const string EffectiveTransition = "effective transition";
    internal const string Ucfh = "ucfh";
    internal const string CoordinateAscent = "coordinate";
    internal const string BlindStart = "blind";
    internal const string PathGradient = "path gradient";
    internal const string Particles = "particles";
    internal const string AlphaVectorStart = "alpha vectors";

    // The alternation.
    internal const string Restart = "restart";
    internal const string AdvancingKernels = "kernels that advance";

    // Certificates.
    internal const string Verification = "verify";
    internal const string Deviations = "deviations";
    internal const string LocalDeviation = "local";

    // Worlds that change.
    internal const string WorstKernels = "worst kernels";
}
