using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>
/// Chooses the best start of an alternation in a finite game and measures its pair: in the model, deployed, and beside baselines.
/// </summary>
/// <param name="setting">What all starts share.</param>
/// <param name="players">Oracles and judge.</param>
/// <param name="baselines">The baselines by value.</param>
/// <param name="deploy">How the result is deployed.</param>
internal sealed class FiniteMeasurement(
    FiniteSetting setting,
    FinitePlayers players,
    IReadOnlyList<RankedPair> baselines,
    OnlineExecution deploy
)
{
    private readonly AlternationOptions options = setting.Options;

    /// <summary>Measures.</summary>
    internal AlternationResult<JointPolicy> Run(
        IReadOnlyList<RestartState<JointPolicy>> states,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        (CooperativeGame game, Tolerances tolerances) = (setting.Game, setting.Tolerances);
        progress?.Report(new Progress(FiniteProblem.SearchShare, "measuring the remaining gains"));
        // Exact values rank the starts where there are any.
        ConfidenceInterval[] ranking = setting.ExactFits ? [] : Ranking(game, options, states, cancellation);
        RestartState<JointPolicy> best = Best(states, state => ranking.Length == 0 ? state.ModelValue : ranking[state.Restart].Mean);
        (double value, double error) = players.Evaluate(best.Incumbent, cancellation);
        Answer<JointPolicy> global = players.ProposeByAll(best.Incumbent, Player.Global, TurnNumbers.Measuring, cancellation);
        Answer<JointPolicy> local = players.ProposeByAll(best.Incumbent, Player.Local, TurnNumbers.Measuring, cancellation);
        var check = ModelCheck.Of(setting.Model, setting.Observations, best.Incumbent, value, tolerances.OfProposals, cancellation);
        progress?.Report(new Progress((1 + FiniteProblem.SearchShare) / 2, "simulating the best pair and the baselines"));
        JointPolicy policy = options.Deployed(best.Incumbent);
        SimulationResult deployed = deploy.Run(game, policy, null, cancellation);
        IReadOnlyList<BaselineResult> compared = options.Baselines
            ? DeployedBaselines.Measure(game, deploy, StartingPairs.Shown(baselines), deployed, options, cancellation)
            : [];
        progress?.Report(new Progress(1, "measured"));
        return new AlternationResult<JointPolicy>
        {
            Policy = policy,
            States = states,
            Horizon = options.DeployedHorizon,
            PopulationModel = setting.Model.Name,
            PopulationNodes = setting.Model.Nodes,
            PopulationSize = setting.Model.Description,
            Value = value,
            ValueErrorBound = error,
            OtherResolution = check?.Resolution,
            OtherValue = check?.Value,
            ModelErrorEstimate = check?.ErrorEstimate,
            MeasuredShare = DiscountedHorizon.Share(game.Discount, options.DeployedHorizon),
            Deployed = deployed.Reward,
            TruncationBound = deployed.TruncationBound,
            GlobalGain = Math.Max(0, global.Candidates.Max(candidate => candidate.Value) - value),
            LocalGain = Math.Max(0, local.Candidates.Max(candidate => candidate.Value) - value),
            GainErrorBound = error + global.Candidates.Concat(local.Candidates).Max(candidate => candidate.ErrorBound),
            GlobalGainDeployed = GainAtTrueSize(best.Incumbent, global.Candidates, TurnNumbers.GlobalGain, cancellation),
            LocalGainDeployed = GainAtTrueSize(best.Incumbent, local.Candidates, TurnNumbers.LocalGain, cancellation),
            GlobalFirstOrderGap = global.Candidates[^1].StartGap!.Value,
            LocalFirstOrderGap = local.Candidates[^1].StartGap!.Value,
            StopReason =
                error > tolerances.Met(options, value, game.Discount) ? StopReason.IterationLimit : best.Finished ?? StopReason.Cancelled,
            Accepted = states.Sum(state => state.Proposals.Count(proposal => proposal.Accepted)),
            Proposals = states.Sum(state => state.Proposals.Count),
            Restarts = RestartSummary.Of(states, ranking),
            BestRestart = best.Restart,
            Baselines = compared,
            Observing = ObservationWorth.Of(policy, baselines, compared),
            Notices =
            [
                .. states
                    .SelectMany(state => state.Notices)
                    .Union(global.Notices.Concat(local.Notices), StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
                .. SamplingNotice.Of(setting.Model, setting.Observations, cancellation),
                .. TypesNotice(),
                .. ModelNotice.Of(setting.Model, options, value, check, deployed),
            ],
            Threshold = tolerances.Threshold,
            Judge = players.Judge.Description,
        };
    }

    private IEnumerable<string> TypesNotice()
    {
        CooperativeGame game = setting.Game;
        if (game.Types.Count > 1)
        {
            (long[] all, long[] seen) = (game.Types.Split(game.Agents), game.Types.Split(options.Subsample));
            IEnumerable<string> types = game.Types.Select(
                (type, index) => string.Create(CultureInfo.InvariantCulture, $"{seen[index]:N0} of {all[index]:N0} {type.Name}")
            );
            yield return $"observations are stratified by type: the global agent observes {string.Join(", ", types)}";
        }
    }

    // Where a pair that needs no observation earns as much, to rounding, observing is not made to look useful.
    private static RestartState<JointPolicy> Best(
        IReadOnlyList<RestartState<JointPolicy>> states,
        Func<RestartState<JointPolicy>, double> score
    )
    {
        RestartState<JointPolicy> best = states.MaxBy(score)!;
        return states.FirstOrDefault(state => ObservationWorth.Ignores(state.Incumbent) && StartingPairs.Tie(score(best), score(state)))
            ?? best;
    }

    /// <summary>
    /// What the pair of each start earns, by number of the start: one simulation for all, on common random numbers that no verdict has
    /// used. Empty where there is one start only.
    /// </summary>
    internal static ConfidenceInterval[] Ranking(
        CooperativeGame game,
        AlternationOptions options,
        IReadOnlyList<RestartState<JointPolicy>> states,
        CancellationToken cancellation
    )
    {
        if (states.Count == 1)
        {
            return [];
        }

        var judge = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = options.DeployedHorizon,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        );
        return
        [
            .. states.Select(state =>
                judge.Evaluate(game, options.Deployed(state.Incumbent), options.JudgeRollouts, TurnNumbers.Ranking, cancellation)
            ),
        ];
    }

    // What the best proposal gains at the true n, where that is not what the model says exactly; null where there is nothing to gain.
    private DeployedGain? GainAtTrueSize(
        JointPolicy incumbent,
        IReadOnlyList<Candidate<JointPolicy>> candidates,
        long comparison,
        CancellationToken cancellation
    )
    {
        Candidate<JointPolicy> best = candidates.MaxBy(candidate => candidate.Value)!;
        if (setting.ExactFits || options.UpdateRule == UpdateRule.PaperBox || best.Pair.SameAs(incumbent))
        {
            return null;
        }

        Ruling ruling = players.Judge.Compare(incumbent, best.Pair, comparison, cancellation);
        return new DeployedGain(ruling.Gain, ruling.Low, ruling.High, ruling.Rollouts);
    }
}
