using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>A proposal before it is judged.</summary>
/// <param name="Oracle">Who made it.</param>
/// <param name="Pair">The incumbent with one side replaced.</param>
/// <param name="Value">Its value in the population model.</param>
/// <param name="FirstOrderGap">What the linearized value still promised; 0 for oracles that have none.</param>
/// <param name="StartGap">The first-order gap of the incumbent on this side; null when the oracle computes none.</param>
/// <param name="ErrorBound">Proved error of <paramref name="Value"/> within the model.</param>
internal sealed record Candidate(string Oracle, JointPolicy Pair, double Value, double FirstOrderGap, double? StartGap, double ErrorBound);

/// <summary>Asks the oracles of either player for proposals against a pair. Every proposal is evaluated in the population model of the
/// deployed game.</summary>
internal sealed class Proposer
{
    private readonly CooperativeGame game;
    private readonly AlternationOptions options;
    private readonly Workers workers;
    private readonly PairEvaluation evaluator;
    private BestResponseOptions bestResponse;
    private readonly GLearn surrogateSolver;
    private readonly Lazy<ExactPopulation> surrogate;
    private readonly Tolerances tolerances;
    private readonly SurrogateAnswers answers;

    internal Proposer(
        PopulationModel model,
        CountLattice observations,
        Lazy<ExactPopulation> surrogate,
        SurrogateAnswers answers,
        AlternationOptions options,
        Tolerances tolerances,
        Workers workers
    )
    {
        this.answers = answers;
        this.options = options;
        this.surrogate = surrogate;
        this.tolerances = tolerances;
        this.workers = workers;
        game = model.Game;
        evaluator = new PairEvaluation(model, observations, workers);
        bestResponse = new BestResponseOptions { Accuracy = tolerances.OfProposals };

        // A greedy policy loses at most twice the error of its values (Puterman, Theorem 6.6.3): the surrogate's answer is as near its
        // best as the threshold tells apart.
        surrogateSolver = new GLearn(
            new GLearnOptions { Accuracy = Math.Max(tolerances.OfProposals, tolerances.Threshold / 2), Threads = workers.Count }
        );
    }

    /// <summary>Notices of operators and oracles met so far.</summary>
    internal SortedSet<string> Notices { get; } = new(StringComparer.Ordinal);

    /// <summary>Refuses oracles that cannot work on a game, before any turn. With both global oracles the surrogate is
    /// dispensable.</summary>
    /// <exception cref="InvalidInputException">A table, a chain or a class of policies is too large; the message says what to
    /// lower.</exception>
    internal static void RequireFits(CooperativeGame game, AlternationOptions options)
    {
        if (options.RewardSamples is not null && game.Noise is null)
        {
            throw new InvalidInputException(
                $"reward samples are asked for, but no reward of {game.Name} is random; leave --reward-samples out"
            );
        }

        if (options.GlobalOracle != GlobalOracle.Deployed && options.IsEmpirical)
        {
            game.RequireOneType("the empirical Bellman operator", "use the exact backup");
        }

        RequireObservations(game, options);
        if (options.GlobalOracle == GlobalOracle.Surrogate && options.IsEmpirical)
        {
            new EmpiricalGLearn(options.Empirical(options.Seed, options.Threads)).RequireFits(game, options.Subsample);
        }

        if (options.LocalOracle == LocalOracle.Enumerate)
        {
            new EnumerativeLLearn(new EnumerativeOptions()).RequireFits(game);
        }

        if (options.LocalOracle == LocalOracle.Representative)
        {
            game.RequireOneType("the representative oracle", "use the reactive one");
        }

        if (options.LocalOracle == LocalOracle.ChainUcfh)
        {
            game.RequireOneType("the chained MDP", "use the reactive oracle");
            new ChainUcfhLLearn(options.Chain(options.Seed)).RequireFits(game, options.Subsample);
        }
    }

    private static void RequireObservations(CooperativeGame game, AlternationOptions options)
    {
        game.Sampling.Require(game.Agents, options.Subsample);
        if (game.Sampling is ClusteredSampling)
        {
            throw new InvalidInputException(
                $"nothing can be trained under the sampling rule '{game.Sampling}': which agents are together is no function of counts; "
                    + $"train under uniform sampling and simulate with --sampling {game.Sampling}"
            );
        }

        if (options.CorrectSampling && game.Sampling is not WeightedSampling)
        {
            throw new InvalidInputException(
                $"the correction for weights belongs to weighted sampling; found '{game.Sampling}'; leave --correct-sampling out"
            );
        }

        if (
            game.Sampling is LossySampling
            && (options.UpdateRule == UpdateRule.PaperBox || options.LocalOracle is LocalOracle.ChainUcfh or LocalOracle.Representative)
        )
        {
            throw new InvalidInputException(
                "under lossy sampling the paper's UPDATE, its chained MDP and the representative agent are not defined; use --update "
                    + "corrected and --local-oracle reactive, enumerate or coordinate"
            );
        }
    }

    /// <summary>The proposals of one player's chosen oracles against a pair.</summary>
    /// <param name="pair">The incumbent.</param>
    /// <param name="player">Who proposes.</param>
    /// <param name="turn">A number of its own for every turn of a run: oracles that sample use independent chances in each.</param>
    /// <param name="cancellation">Cancels.</param>
    internal IReadOnlyList<Candidate> Propose(JointPolicy pair, Player player, long turn, CancellationToken cancellation)
    {
        evaluator.Restart();
        return player == Player.Global
            ? ProposeGlobal(pair, options.GlobalOracle, turn, cancellation)
            : [ProposeLocal(pair, options.LocalOracle, turn, cancellation)];
    }

    /// <summary>
    /// What the strongest oracles propose beside the chosen ones, to measure what a player can still gain, more accurately than in a turn;
    /// the last one has a
    /// first-order gap. Starts from the values of <see cref="Evaluate"/>.
    /// </summary>
    internal IReadOnlyList<Candidate> ProposeByAll(JointPolicy pair, Player player, long turn, CancellationToken cancellation)
    {
        bestResponse = bestResponse with { Accuracy = tolerances.OfGains };
        if (player == Player.Global)
        {
            return ProposeGlobal(pair, GlobalOracle.Both, turn, cancellation);
        }

        Candidate reactive = ProposeLocal(pair, LocalOracle.Reactive, turn, cancellation);
        return options.LocalOracle == LocalOracle.Reactive
            ? [reactive]
            : [ProposeLocal(pair, options.LocalOracle, turn, cancellation), reactive];
    }

    /// <summary>The pair's value in the model and its proved error.</summary>
    internal (double Value, double ErrorBound) Evaluate(JointPolicy pair, CancellationToken cancellation)
    {
        evaluator.Restart();
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        double value = evaluator.Evaluate(Math.Min(tolerances.Accuracy, bestResponse.Accuracy), cancellation);
        return (value, evaluator.ErrorBound);
    }

    private List<Candidate> ProposeGlobal(JointPolicy pair, GlobalOracle oracles, long turn, CancellationToken cancellation)
    {
        var candidates = new List<Candidate>();
        TabularGlobalPolicy start = pair.Global.Table
            ?? throw new InvalidInputException(
                $"the alternation improves tables of actions; a global policy of the kind {pair.Global.GetType().Name} is none; start from "
                    + $"{nameof(TabularGlobalPolicy)}.{nameof(TabularGlobalPolicy.Of)} of it"
            );
        double? incumbentGap = null;
        evaluator.SetLocal(pair.Local);
        Note(evaluator.Notice);
        if (oracles.HasFlag(GlobalOracle.Surrogate) && SolveSurrogate(pair.Local, oracles, turn, cancellation) is { } table)
        {
            evaluator.SetGlobal(table);
            double value = evaluator.Evaluate(bestResponse.Accuracy, cancellation);
            candidates.Add(new Candidate("surrogate", pair with { Global = table }, value, 0, null, evaluator.ErrorBound));
            evaluator.SetGlobal(start);
            if (value > evaluator.Evaluate(bestResponse.Accuracy, cancellation))
            {
                incumbentGap = oracles.HasFlag(GlobalOracle.Deployed)
                    ? new DeployedGLearn(bestResponse with { MaximumSteps = 0 }).Solve(evaluator, start, cancellation).StartGap
                    : null;
                start = table;
            }
        }

        if (oracles.HasFlag(GlobalOracle.Deployed))
        {
            BestResponse<TabularGlobalPolicy> answer = new DeployedGLearn(bestResponse).Solve(evaluator, start, cancellation);
            candidates.Add(
                new Candidate(
                    "deployed",
                    pair with
                    {
                        Global = answer.Policy,
                    },
                    answer.Value,
                    answer.FirstOrderGap,
                    incumbentGap ?? answer.StartGap,
                    answer.ErrorBound
                )
            );
        }

        return candidates;
    }

    private Candidate ProposeLocal(JointPolicy pair, LocalOracle oracle, long turn, CancellationToken cancellation)
    {
        evaluator.SetGlobal(pair.Global);
        return oracle switch
        {
            LocalOracle.Reactive => Answer("reactive", pair, new ReactiveLLearn(bestResponse).Solve(evaluator, pair.Local, cancellation)),
            LocalOracle.Enumerate => Answer(
                "enumerate",
                pair,
                new EnumerativeLLearn(new EnumerativeOptions { Accuracy = bestResponse.Accuracy }).Solve(
                    evaluator,
                    pair.Local,
                    cancellation
                )
            ),
            LocalOracle.Coordinate => Valued("coordinate", pair, Coordinate(pair, turn, cancellation), cancellation),
            LocalOracle.ChainUcfh => Valued("chain-ucfh", pair, ChainUcfh(pair, turn, cancellation), cancellation),
            LocalOracle.Representative => Valued(
                "representative",
                pair,
                new RepresentativeLLearn(new RepresentativeOptions()).Solve(game, pair, evaluator.Observations, cancellation).Policy,
                cancellation
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(oracle)),
        };
    }

    private static Candidate Answer(string oracle, JointPolicy pair, BestResponse<LocalPolicy> answer) =>
        new(oracle, pair with { Local = answer.Policy }, answer.Value, answer.FirstOrderGap, answer.StartGap, answer.ErrorBound);

    // For oracles that know nothing of the population model.
    private Candidate Valued(string oracle, JointPolicy pair, LocalPolicy policy, CancellationToken cancellation)
    {
        evaluator.SetLocal(policy);
        double value = evaluator.Evaluate(bestResponse.Accuracy, cancellation);
        return new Candidate(oracle, pair with { Local = policy }, value, 0, null, evaluator.ErrorBound);
    }

    private LocalPolicy Coordinate(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        var comparison = new PairedComparisonOptions
        {
            Horizon = options.DeployedHorizon,
            MaximumRollouts = options.JudgeRollouts,
            Confidence = options.Confidence,
            Seed = SeedOf("coordinate", turn),
            Threads = workers.Count,
        };
        CoordinateResult answer = new CoordinateLLearn(
            new CoordinateOptions { Threshold = tolerances.Threshold, Comparison = comparison }
        ).Solve(game, options.Deployed(pair), cancellation);
        Note(answer.StopReason == StopReason.NoImprovement ? "" : "a coordinate ascent met its limit of passes before it settled");
        return answer.Policy;
    }

    private LocalPolicy ChainUcfh(JointPolicy pair, long turn, CancellationToken cancellation)
    {
        ChainUcfhResult answer = new ChainUcfhLLearn(options.Chain(SeedOf("ucfh", turn))).Solve(
            game,
            pair,
            evaluator.Observations.Agents,
            cancellation
        );
        cancellation.ThrowIfCancellationRequested();
        Note(
            $"L-LEARN by UCFH on a chained MDP of {answer.States:N0} states and {answer.Steps:N0} steps an episode, {answer.Scale:G2} of "
                + "the paper's m; what its chain is worth is an upper bound in the k-agent game, not a forecast"
        );
        return answer.Policy;
    }

    private ulong SeedOf(string purpose, long turn) => new RandomStream(options.Seed).Split(purpose, turn).NextUInt64();

    // With both oracles the surrogate is dispensable: where it does not fit, the run goes on and says so.
    private TabularGlobalPolicy? SolveSurrogate(LocalPolicy local, GlobalOracle oracles, long turn, CancellationToken cancellation)
    {
        try
        {
            if (options.IsEmpirical)
            {
                var solver = new EmpiricalGLearn(options.Empirical(SeedOf("empirical operator", turn), workers.Count));
                return Corrected(
                    SurrogateTables.Of(
                        game,
                        options.Subsample,
                        seen => solver.SolveOrThrow(game, local, seen, cancellation).Policy,
                        cancellation
                    ),
                    cancellation
                );
            }

            GLearnResult result = answers.AnswerTo(local, turn / RestartRunner.NumbersPerRestart, () =>
            {
                GLearnResult answer = surrogateSolver.Solve(surrogate.Value, local, workers, cancellation);
                cancellation.ThrowIfCancellationRequested();
                return answer with
                {
                    Policy = SurrogateTables.Of(
                        game,
                        options.Subsample,
                        seen =>
                            seen == options.Subsample
                                ? answer.Policy
                                : surrogateSolver.SolveOrThrow(game, local, seen, cancellation).Policy,
                        cancellation
                    ),
                };
            });
            Note(result.Notice);
            Note(
                result.StopReason == StopReason.AccuracyReached
                    ? ""
                    : "a surrogate proposal was made to less than the accuracy asked for, which double precision cannot prove here"
            );
            return Corrected(result.Policy, cancellation);
        }
        catch (InvalidInputException exception) when (oracles == GlobalOracle.Both)
        {
            Note($"surrogate proposals were left out: {exception.Message}");
            return null;
        }
    }

    private TabularGlobalPolicy Corrected(TabularGlobalPolicy table, CancellationToken cancellation) =>
        options.CorrectSampling ? SamplingTranslation.Reweighted(table, (WeightedSampling)game.Sampling, cancellation) : table;

    private void Note(string notice)
    {
        if (notice.Length > 0)
        {
            Notices.Add(notice);
        }
    }
}
