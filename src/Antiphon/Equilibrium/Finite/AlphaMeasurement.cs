using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>Chooses the best start of an alternation with alpha vectors and measures its pair, deployed and beside baselines.</summary>
/// <param name="setting">What all starts share.</param>
/// <param name="deploy">How the result is deployed.</param>
internal sealed class AlphaMeasurement(AlphaSetting setting, OnlineExecution deploy)
{
    private readonly AlternationOptions options = setting.Options;
    private readonly CooperativeGame game = setting.Game;

    /// <summary>Measures.</summary>
    internal AlternationResult<JointPolicy> Run(
        IReadOnlyList<RestartState<JointPolicy>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        progress?.Report(new Progress(FiniteProblem.SearchShare, "measuring the remaining gains"));
        ConfidenceInterval[] ranking = FiniteMeasurement.Ranking(game, options, states, cancellation);
        RestartState<JointPolicy> best = ranking.Length == 0 ? states[0] : states.MaxBy(state => ranking[state.Restart].Mean)!;
        progress?.Report(new Progress((1 + FiniteProblem.SearchShare) / 2, "simulating the best pair and the baselines"));
        IReadOnlyList<RankedPair> baselines = Baselines();

        // The search for bounds is one thread's work; it would leave the others idle.
        ((SimulationResult deployed, IReadOnlyList<BaselineResult> compared), AlphaVectorResult plan) = Both.Do(
            options.Threads,
            () => Deploy(best.Incumbent, baselines, cancellation),
            () => AlphaPlan.Bounds(setting, best.Incumbent, cancellation),
            cancellation
        );
        progress?.Report(new Progress(1, "measured"));
        return new AlternationResult<JointPolicy>
        {
            Policy = best.Incumbent,
            States = states,
            Horizon = options.DeployedHorizon,
            PopulationModel = "alpha",
            PopulationNodes = plan.Vectors.Count,
            PopulationSize = string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Vectors.Count:N0} alpha vectors of {game.LocalStates:N0} local states; pairs are evaluated by simulation"
            ),
            Value = double.NaN,
            ValueErrorBound = double.NaN,
            MeasuredShare = DiscountedHorizon.Share(game.Discount, options.DeployedHorizon),
            Deployed = deployed.Reward,
            TruncationBound = deployed.TruncationBound,
            GlobalGain = double.NaN,
            LocalGain = double.NaN,
            GlobalGainDeployed = DeployedGain.Left(best, Player.Global),
            LocalGainDeployed = DeployedGain.Left(best, Player.Local),
            GlobalFirstOrderGap = double.NaN,
            LocalFirstOrderGap = double.NaN,
            StopReason = best.Finished ?? StopReason.Cancelled,
            Accepted = states.Sum(state => state.Proposals.Count(proposal => proposal.Accepted)),
            Proposals = states.Sum(state => state.Proposals.Count),
            Restarts = RestartSummary.Of(states, ranking),
            BestRestart = best.Restart,
            Baselines = compared,
            Observing = ObservationWorth.Of(best.Incumbent, baselines, compared),
            FullInformation = FullInformationBounds.Of(game, best.Incumbent, plan, options.Seed),
            Notices = [.. states.SelectMany(state => state.Notices).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Threshold = setting.Tolerances.Threshold,
            Judge = new SimulationJudge(game, options, setting.Tolerances.Threshold, options.Threads).Description,
        };
    }

    private (SimulationResult Deployed, IReadOnlyList<BaselineResult> Baselines) Deploy(
        JointPolicy pair,
        IReadOnlyList<RankedPair> baselines,
        CancellationToken cancellation
    )
    {
        SimulationResult deployed = deploy.Run(game, pair, null, cancellation);
        return (deployed, options.Baselines ? DeployedBaselines.Measure(game, deploy, baselines, deployed, options, cancellation) : []);
    }

    private IReadOnlyList<RankedPair> Baselines() =>
        [
            (BlindPair.Name, "best response", setting.BlindPair, setting.Blind.Value),
            .. BaselinePolicies
                .Local(game)
                .Select(local =>
                    (BlindPair.Name + "'s dispatcher", local.Name, setting.BlindPair with { Local = local.Policy }, double.NaN)
                ),
        ];
}
