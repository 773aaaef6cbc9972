using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Proposes policies that may be better than a pair's: of the dispatcher, of all local agents together, of both. On a large lattice of n
/// agents they are sought in the mean-field model first and then improved by a few steps at n; a small lattice is searched directly.
/// Whoever asks evaluates them; nothing is proved here.
/// </summary>
internal sealed class DeviationSearch
{
    // Where agents depend on each other every policy takes matrices of its own.
    private const int DirectNodes = 1_500;
    private const int DirectCoupledNodes = 100;

    private const long SurrogateNodes = 100_000;
    private const int MeanFieldNodes = 1_100;
    private const int Rounds = 3;
    private const int BestOf = 3;
    private const double CoarseShare = 1e-4;

    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly PairEvaluation exact;
    private readonly PairEvaluation sketch;
    private readonly CertificateOptions options;
    private readonly CountLattice observations;
    private readonly bool direct;
    private readonly RandomStream stream;

    /// <summary>Prepares a search.</summary>
    /// <param name="pair">The pair whose deviations are sought.</param>
    /// <param name="exact">A workspace at n; it is left with other policies.</param>
    /// <param name="options">Restarts, steps, seed.</param>
    /// <param name="workers">Who shares the work.</param>
    internal DeviationSearch(JointPolicy pair, PairEvaluation exact, CertificateOptions options, Workers workers)
    {
        (this.pair, this.exact, this.options, game, observations) = (pair, exact, options, exact.Model.Game, exact.Observations);
        direct = exact.Model is not ExactPopulation || IsSmall(exact.Model);
        stream = new RandomStream(options.Seed).Split(Purposes.Deviations);
        sketch = direct
            ? exact
            : new PairEvaluation(new MeanFieldPopulation(game, Resolution(game), exact.Model.Lattice.Agents), observations, workers);
        Accuracy = direct ? options.Resolved : Math.Max(options.Resolved, CoarseShare * ReturnScale.Of(game));
    }

    /// <summary>Whether a lattice is small enough to be searched directly.</summary>
    internal static bool IsSmall(PopulationModel model) =>
        model.Nodes <= (model.Game.Couplings is null ? DirectNodes : DirectCoupledNodes);

    /// <summary>Of values within a search.</summary>
    internal double Accuracy { get; }

    /// <summary>The mean-field resolution whose lattice has about a thousand nodes.</summary>
    internal static int Resolution(CooperativeGame game) =>
        (int)Math.Clamp(MeanFieldPopulation.LargestResolution(game, MeanFieldNodes), 1, 100);

    /// <summary>Global policies that may answer pi_l better.</summary>
    internal IReadOnlyList<JointPolicy> Dispatchers(CancellationToken cancellation)
    {
        sketch.SetLocal(pair.Local);
        var starts = new List<TabularGlobalPolicy>();
        if (ActionTable.Find(pair.Global, game, observations, cancellation) is { } own)
        {
            starts.Add(own);
        }

        if (observations.Size <= SurrogateNodes && (game.Couplings is null || CoupledOperator.Fits(game, observations.Agents)))
        {
            var solver = new GLearn(new GLearnOptions { Accuracy = Math.Max(Accuracy, SpanBound.RoundingFloor(game)), Threads = 1 });
            starts.Add(
                SurrogateTables.Of(
                    game,
                    observations.Agents,
                    seen => solver.SolveOrThrow(game, pair.Local, seen, cancellation).Policy,
                    cancellation
                )
            );
        }

        if (direct || starts.Count == 0)
        {
            starts.AddRange(Constants.Select(Constant));
        }

        var found = starts
            .Select(start => Climb(sketch, start, direct ? 100 : 20, cancellation))
            .OrderByDescending(answer => answer.Value)
            .Take(BestOf)
            .ToList();
        var policies = found.Select(answer => pair with { Global = answer.Policy }).ToList();
        if (!direct)
        {
            exact.SetLocal(pair.Local);
            policies.Add(pair with { Global = Climb(exact, found[0].Policy, options.SearchSteps, cancellation).Policy });
        }

        return policies;
    }

    /// <summary>Shared local policies that may answer pi_g better, from the pair's own, the baselines and random ones.</summary>
    internal IReadOnlyList<JointPolicy> Teams(CancellationToken cancellation)
    {
        var starts = new List<LocalPolicy> { pair.Local };
        starts.AddRange(BaselinePolicies.Local(game).Select(baseline => baseline.Policy));
        starts.AddRange(Enumerable.Range(0, options.Restarts).Select(RandomLocal));
        sketch.SetGlobal(pair.Global);
        var found = starts
            .Select(start => TryClimb(sketch, start, direct ? 100 : 20, cancellation))
            .OfType<BestResponse<LocalPolicy>>()
            .OrderByDescending(answer => answer.Value)
            .Take(BestOf)
            .ToList();
        var policies = found.Select(answer => pair with { Local = answer.Policy }).ToList();
        if (!direct && found.Count > 0)
        {
            exact.SetGlobal(pair.Global);
            policies.AddRange(Polished(found[0].Policy));
        }

        return policies;

        IEnumerable<JointPolicy> Polished(LocalPolicy start) =>
            TryClimb(exact, start, options.SearchSteps, cancellation) is { } answer ? [pair with { Local = answer.Policy }] : [];
    }

    /// <summary>Joint policies that may be better, by letting the sides answer each other from several pairs.</summary>
    internal IReadOnlyList<JointPolicy> Joints(IEnumerable<JointPolicy> starts, CancellationToken cancellation)
    {
        var found = new List<(JointPolicy Pair, double Value)>();
        foreach (JointPolicy start in starts.Concat(Baselines(cancellation)))
        {
            (JointPolicy current, double value) = (start, double.NegativeInfinity);
            for (int round = 0; round < Rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!TrySetLocal(sketch, current.Local))
                {
                    break;
                }

                BestResponse<TabularGlobalPolicy> global = Climb(
                    sketch,
                    ActionTable.Find(current.Global, game, observations, cancellation) ?? Constant(0),
                    20,
                    cancellation
                );
                sketch.SetGlobal(global.Policy);
                BestResponse<LocalPolicy>? local = TryClimb(sketch, current.Local, 20, cancellation);
                if (local is null || local.Value <= value + Accuracy)
                {
                    break;
                }

                (current, value) = (new JointPolicy(global.Policy, local.Policy), local.Value);
            }

            found.Add((current, value));
        }

        return [.. found.OrderByDescending(answer => answer.Value).Take(BestOf).Select(answer => answer.Pair)];
    }

    private IEnumerable<int> Constants => BaselinePolicies.SomewhereAllowed(game.GlobalActions, game.Allowed.GlobalSets);

    // The most valuable pairs of a constant action and a baseline: a way out of an equilibrium that is bad for both sides.
    private IEnumerable<JointPolicy> Baselines(CancellationToken cancellation)
    {
        var valued = new List<(JointPolicy Pair, double Value)>();
        foreach (NamedLocalPolicy local in BaselinePolicies.Local(game).Where(baseline => TrySetLocal(sketch, baseline.Policy)))
        {
            foreach (int action in Constants)
            {
                TabularGlobalPolicy global = Constant(action);
                sketch.SetGlobal(global);
                valued.Add((new JointPolicy(global, local.Policy), sketch.Evaluate(Accuracy, cancellation)));
            }
        }

        return [.. valued.OrderByDescending(one => one.Value).Take(options.Restarts).Select(one => one.Pair)];
    }

    /// <summary>Gives a workspace a local policy; false when its kernels cannot be advanced accurately at this size.</summary>
    internal static bool TrySetLocal(PairEvaluation evaluator, LocalPolicy policy)
    {
        try
        {
            evaluator.SetLocal(policy);
            return true;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private BestResponse<TabularGlobalPolicy> Climb(
        PairEvaluation evaluator,
        TabularGlobalPolicy start,
        int steps,
        CancellationToken cancellation
    ) => new DeployedGLearn(Climbing(steps)).Solve(evaluator, start, cancellation);

    private BestResponse<LocalPolicy>? TryClimb(PairEvaluation evaluator, LocalPolicy start, int steps, CancellationToken cancellation) =>
        TrySetLocal(evaluator, start) ? new ReactiveLLearn(Climbing(steps)).Solve(evaluator, start, cancellation) : null;

    private BestResponseOptions Climbing(int steps) => new() { Accuracy = Accuracy, MaximumSteps = steps };

    private TabularGlobalPolicy Constant(int action) => TabularGlobalPolicy.Constant(game, observations, action);

    private LocalPolicy RandomLocal(int index)
    {
        RandomStream draws = stream.Split(Purposes.LocalDeviation, index);
        return LocalPolicy.Deterministic(game, (own, state) => game.Allowed.Local(own, state).Draw(draws));
    }
}
