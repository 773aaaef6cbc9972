using Antiphon.Games;

namespace Antiphon.Evaluation;

/// <summary>How far a joint policy is from equilibrium in the game of n agents.</summary>
public sealed record NashCertificate
{
    /// <summary><see cref="Method"/> of a certificate whose every figure is proved.</summary>
    public const string Exact = "exact";

    /// <summary><see cref="Method"/> of figures that are estimated.</summary>
    public const string Estimated = "estimate";

    /// <summary>The game's name.</summary>
    public required string Game { get; init; }

    /// <summary>
    /// Hash of the game that the policy belongs to; its own number of agents may be another one than <see cref="Agents"/>.
    /// </summary>
    public required string GameHash { get; init; }

    /// <summary>Hash of the joint policy, see <see cref="Evaluation.PolicyHash"/>.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>n.</summary>
    public required long Agents { get; init; }

    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>The sampling rule (<see cref="SamplingRule"/>); null for uniform ones.</summary>
    public string? Sampling { get; init; }

    /// <summary>"exact" or "estimate". Every figure is of this kind.</summary>
    public required string Method { get; init; }

    /// <summary>Expected discounted return of the pair under the initial law, to within <see cref="Residual"/>.</summary>
    public required double Value { get; init; }

    /// <summary>
    /// Proved error of <see cref="Value"/> and of the value at every state, rounding included. Of an estimate: half the 95 % interval.
    /// </summary>
    public required double Residual { get; init; }

    /// <summary>
    /// What the dispatcher can gain alone. Upper bounds: a dispatcher that sees all n agents. Lower bounds: a policy that sees k.
    /// </summary>
    public required EquilibriumGap DispatcherGap { get; init; }

    /// <summary>
    /// What one local agent can gain for the team alone. Upper bounds: with full information. Lower bounds: a policy of its own,
    /// pi'(a | s_l, s_g).
    /// </summary>
    public required EquilibriumGap AgentGap { get; init; }

    /// <summary>
    /// What all local agents can gain by changing the shared policy together. Upper bounds: those of <see cref="WelfareGap"/>.
    /// </summary>
    public required EquilibriumGap TeamGap { get; init; }

    /// <summary>
    /// The largest gain, by the value's linearization under the initial law, of any change of the shared local policy, errors added. 0
    /// only at a stationary point. It does not bound what distant policies gain. Null when it was not computed.
    /// </summary>
    public double? FirstOrderGap { get; init; }

    /// <summary>
    /// What one local agent can gain alone of its own reward r_l (not divided by n); otherwise as <see cref="AgentGap"/>.
    /// </summary>
    public required EquilibriumGap SelfishAgentGap { get; init; }

    /// <summary>
    /// How much more a centralized controller with full information and free actions of every agent earns. Lower bounds: a better joint
    /// policy that was found.
    /// </summary>
    public required EquilibriumGap WelfareGap { get; init; }

    /// <summary>
    /// Agents per group in the relaxation that bounds welfare; n means that it is the centralized optimum itself. 0 where agents depend on
    /// the population and all n have too many joint choices: every row and reward then takes the population that suits it best.
    /// </summary>
    public int WelfareGroup { get; init; }

    /// <summary>Wall-clock time of the certification, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Remarks on the figures, for users.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What an estimate rests on; null in an exact certificate.</summary>
    internal EstimateDetails? Estimate { get; init; }

    /// <summary>
    /// The smallest epsilon, in units of the return, for which the pair is proved an epsilon-equilibrium under the initial law: the larger
    /// upper bound of dispatcher and agent. In an estimate it is estimated.
    /// </summary>
    public double EpsilonInitial => Math.Max(DispatcherGap.Initial.Upper, AgentGap.Initial.Upper);

    /// <summary>The same from every state.</summary>
    public double EpsilonWorst => Math.Max(DispatcherGap.Worst.Upper, AgentGap.Worst.Upper);
}

/// <summary>What an estimate rests on.</summary>
/// <param name="ValueLow">Lower end of the 95 % interval of the return over the horizon.</param>
/// <param name="ValueHigh">Upper end.</param>
/// <param name="Horizon">Steps of an episode.</param>
/// <param name="TruncationBound">What later steps can add or take at most.</param>
/// <param name="Coarse">The gaps in the mean-field model at the lower resolution.</param>
/// <param name="Fine">The same at the higher resolution.</param>
/// <param name="Trend">Proved figures at growing numbers of agents.</param>
internal sealed record EstimateDetails(
    double ValueLow,
    double ValueHigh,
    int Horizon,
    double TruncationBound,
    MeanFieldGaps Coarse,
    MeanFieldGaps Fine,
    IReadOnlyList<TrendPoint> Trend
);

/// <summary>Gaps in the mean-field model. Its discretization error is judged by how far two resolutions are apart.</summary>
/// <param name="Resolution">R.</param>
/// <param name="Value">The pair's value.</param>
/// <param name="Dispatcher">Expected gain of a dispatcher that sees the whole population.</param>
/// <param name="DispatcherWorst">Its largest gain over nodes.</param>
/// <param name="Agent">Expected gain of one agent among n with full information, for the team.</param>
/// <param name="AgentWorst">Its largest gain over nodes.</param>
/// <param name="Selfish">Expected gain of one agent's own reward.</param>
/// <param name="SelfishWorst">Its largest gain over nodes.</param>
internal sealed record MeanFieldGaps(
    int Resolution,
    double Value,
    double Dispatcher,
    double DispatcherWorst,
    double Agent,
    double AgentWorst,
    double Selfish,
    double SelfishWorst
);

/// <summary>Proved figures at one number of agents.</summary>
/// <param name="Agents">n.</param>
/// <param name="Value">The pair's value.</param>
/// <param name="Dispatcher">Dispatcher gap under the initial law.</param>
/// <param name="Agent">Agent gap under the initial law.</param>
/// <param name="Selfish">Selfish gap under the initial law.</param>
/// <param name="EpsilonInitial">Proved epsilon under the initial law.</param>
internal sealed record TrendPoint(
    long Agents,
    double Value,
    GapInterval Dispatcher,
    GapInterval Agent,
    GapInterval Selfish,
    double EpsilonInitial
);
