using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Searches for a good blind pair where agents depend on the population, so that one agent's value is not enough: values are those of a
/// population model. From every constant dispatcher the agents answer (<see cref="ReactiveLLearn"/>), then the dispatcher cell by cell, in
/// turn, until neither gains.
/// </summary>
internal sealed class BlindModelSearch
{
    private const int MostTurns = 10;

    // Each turn goes on where the last one ended; the last steps of one gain little before the other side has answered.
    private const int StepsPerTurn = 10;
    private const long CoarseNodes = 1_100;

    private readonly CooperativeGame game;
    private readonly CountLattice observations;
    private readonly PairEvaluation evaluator;
    private readonly double accuracy;
    private int sweeps;

    /// <summary>Prepares a workspace.</summary>
    /// <param name="model">The population.</param>
    /// <param name="accuracy">Of values, in units of the return.</param>
    /// <param name="workers">Who shares the work.</param>
    private BlindModelSearch(PopulationModel model, double accuracy, Workers workers)
    {
        (game, this.accuracy) = (model.Game, accuracy);

        // Whatever it would observe changes nothing: one agent of each type is the cheapest.
        observations = ObservationLattice.Of(game, game.Types.Count);
        evaluator = new PairEvaluation(model, observations, workers);
    }

    /// <summary>Searches in a model; for a fine lattice on a coarse one, whose pair is then valued on the fine one.</summary>
    /// <param name="model">The population.</param>
    /// <param name="accuracy">Of values, in units of the return.</param>
    /// <param name="workers">Who shares the work.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The best pair found; its value is that of the model, its agents' policy may be random.</returns>
    internal static BlindPair Solve(PopulationModel model, double accuracy, Workers workers, CancellationToken cancellation)
    {
        var search = new BlindModelSearch(model, accuracy, workers);
        if (model is not MeanFieldPopulation fine || fine.Nodes <= CoarseNodes)
        {
            return search.Solve(cancellation);
        }

        BlindPair found = new BlindModelSearch(Coarse(model.Game), accuracy, workers).Solve(cancellation);
        search.evaluator.SetGlobal(search.Table([.. found.Actions]));
        search.evaluator.SetLocal(found.Local);
        double value = search.evaluator.Evaluate(accuracy, cancellation);

        // On the fine lattice some side may still gain.
        return found with
        {
            Value = value,
            ErrorBound = search.evaluator.ErrorBound,
            StopReason = StopReason.MaximumSweeps,
        };
    }

    /// <summary>
    /// The dispatcher alone, beside agents that keep their policy: from the best start cell by cell, until nothing is gained, on a coarse
    /// lattice.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="starts">Dispatchers, each a_g by s_g.</param>
    /// <param name="agents">pi_l.</param>
    /// <param name="relativeAccuracy">Of values, as a share of the scale of returns.</param>
    /// <param name="cancellation">Cancels.</param>
    internal static ImmutableArray<int> Answer(
        CooperativeGame game,
        IEnumerable<int[]> starts,
        LocalPolicy agents,
        double relativeAccuracy,
        CancellationToken cancellation
    )
    {
        using var workers = new Workers(1, cancellation);

        // Whatever is observed plays no part; other rules may have no law.
        CooperativeGame uniform = game.WithSampling(SamplingRule.Uniform);
        var search = new BlindModelSearch(Coarse(uniform), relativeAccuracy * ReturnScale.Of(game, cancellation), workers);
        search.evaluator.SetLocal(agents);
        (int[] best, double value) = starts
            .Select(start => (Actions: start, Value: search.Value(start, cancellation)))
            .MaxBy(start => start.Value);
        for (int turn = 0; turn < MostTurns; turn++)
        {
            double improved = search.Switch(best, agents, cancellation);
            if (improved <= value)
            {
                break;
            }

            value = improved;
        }

        return [.. best];
    }

    private static MeanFieldPopulation Coarse(CooperativeGame game) =>
        new(game, (int)Math.Max(1, MeanFieldPopulation.LargestResolution(game, CoarseNodes)), game.Agents);

    private BlindPair Solve(CancellationToken cancellation)
    {
        (BlindPair? best, LocalPolicy start) = (null, LocalPolicy.Uniform(game));
        for (int action = 0; action < game.GlobalActions; action++)
        {
            int[] dispatcher = [.. Enumerable.Range(0, game.GlobalStates).Select(state => game.Allowed.Global(state).Played(action))];
            BlindPair found = Climb(dispatcher, start, cancellation);
            best = best is null || found.Value > best.Value + accuracy ? found : best;
        }

        return best! with
        {
            Starts = game.GlobalActions,
            Sweeps = sweeps,
        };
    }

    private BlindPair Climb(int[] dispatcher, LocalPolicy agents, CancellationToken cancellation)
    {
        (double value, double error) = (double.NegativeInfinity, 0.0);
        for (int turn = 0; turn < MostTurns; turn++)
        {
            sweeps++;
            evaluator.SetGlobal(Table(dispatcher));
            BestResponse<LocalPolicy> answer = new ReactiveLLearn(
                new BestResponseOptions { Accuracy = accuracy, MaximumSteps = StepsPerTurn }
            ).Solve(evaluator, agents, cancellation);
            (agents, error) = (answer.Policy, answer.ErrorBound);
            double improved = Switch(dispatcher, agents, cancellation);
            bool settled = improved <= value + accuracy;
            (value, error) = (improved, Math.Max(error, evaluator.ErrorBound));
            if (settled)
            {
                return Found(StopReason.NoImprovement);
            }
        }

        return Found(StopReason.MaximumSweeps);

        BlindPair Found(StopReason stop) => new([.. dispatcher], agents, value, error, 1, sweeps, stop);
    }

    // First all cells that promise to gain take their best action; then the most promising one alone, until none gains.
    private double Switch(int[] dispatcher, LocalPolicy agents, CancellationToken cancellation)
    {
        evaluator.SetLocal(agents);
        double value = Value(dispatcher, cancellation);
        List<(int State, int Action)> all = Promising(dispatcher, cancellation);
        if (all.Count > 1 && TrySwitch(dispatcher, [.. all.DistinctBy(cell => cell.State)], ref value, cancellation))
        {
            all = Promising(dispatcher, cancellation);
        }

        for (int tried = 0; tried < all.Count; tried++)
        {
            if (TrySwitch(dispatcher, [all[tried]], ref value, cancellation))
            {
                (all, tried) = (Promising(dispatcher, cancellation), -1);
            }
        }

        return value;
    }

    private bool TrySwitch(int[] dispatcher, (int State, int Action)[] cells, ref double value, CancellationToken cancellation)
    {
        int[] incumbent = [.. dispatcher];
        foreach ((int state, int action) in cells)
        {
            dispatcher[state] = action;
        }

        double candidate = Value(dispatcher, cancellation);
        if (candidate > value + accuracy)
        {
            value = candidate;
            return true;
        }

        // The workspace keeps the refused values; whoever asks for gradients next has valued what was accepted.
        incumbent.CopyTo(dispatcher, 0);
        return false;
    }

    // Changes of one cell that gain more than the accuracy to first order, the best first; the workspace holds the dispatcher's values.
    private List<(int State, int Action)> Promising(int[] dispatcher, CancellationToken cancellation)
    {
        evaluator.Occupy(evaluator.OccupancyTolerance(accuracy / 10), cancellation);
        var found = new List<(int State, int Action, double Gain)>();
        for (int state = 0; state < dispatcher.Length; state++)
        {
            double[] gains = Gains(state);
            foreach (int action in Enumerable.Range(0, gains.Length).Where(game.Allowed.Global(state).Contains))
            {
                double gain = gains[action] - gains[dispatcher[state]];
                if (gain > accuracy)
                {
                    found.Add((state, action, gain));
                }
            }
        }

        return [.. found.OrderByDescending(cell => cell.Gain).Select(cell => (cell.State, cell.Action))];
    }

    // Of each action whatever is observed.
    private double[] Gains(int state)
    {
        ReadOnlySpan<double> gradient = evaluator.GlobalGradient(state);
        double[] gains = new double[game.GlobalActions];
        for (int rank = 0; rank < observations.Size; rank++)
        {
            for (int action = 0; action < gains.Length; action++)
            {
                gains[action] += gradient[(rank * evaluator.ActionStride) + action];
            }
        }

        return gains;
    }

    private double Value(int[] dispatcher, CancellationToken cancellation)
    {
        evaluator.SetGlobal(Table(dispatcher));
        return evaluator.Evaluate(accuracy, cancellation);
    }

    private TabularGlobalPolicy Table(int[] dispatcher) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, observations, (state, _) => dispatcher[state]);
}
