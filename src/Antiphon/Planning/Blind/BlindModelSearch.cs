using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Looks for a good blind pair where agents depend on the population, so that one agent's value is not enough: values are those of a
/// population model. From every constant dispatcher the agents answer (<see cref="ReactiveLLearn"/>), then the dispatcher cell by cell, in
/// turn, until neither gains.
/// </summary>
internal sealed class BlindModelSearch
{
    private const int MostTurns = 10;
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

        int resolution = (int)Math.Max(1, MeanFieldPopulation.LargestResolution(model.Game, CoarseNodes));
        BlindPair found = new BlindModelSearch(
            new MeanFieldPopulation(model.Game, resolution, model.Game.Agents),
            accuracy,
            workers
        ).Solve(cancellation);
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
            BestResponse<LocalPolicy> answer = new ReactiveLLearn(new BestResponseOptions { Accuracy = accuracy }).Solve(
                evaluator,
                agents,
                cancellation
            );
            (agents, error) = (answer.Policy, answer.ErrorBound);
            double improved = Switch(dispatcher, agents, answer.Value, cancellation);
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

    // Every cell in turn takes the action that is best while the others stay.
    private double Switch(int[] dispatcher, LocalPolicy agents, double value, CancellationToken cancellation)
    {
        evaluator.SetLocal(agents);
        for (int cell = 0; cell < dispatcher.Length * game.GlobalActions; cell++)
        {
            (int state, int action) = (cell / game.GlobalActions, cell % game.GlobalActions);
            int incumbent = dispatcher[state];
            if (action == incumbent || !game.Allowed.Global(state).Contains(action))
            {
                continue;
            }

            dispatcher[state] = action;
            evaluator.SetGlobal(Table(dispatcher));
            double candidate = evaluator.Evaluate(accuracy, cancellation);
            (dispatcher[state], value) = candidate > value + accuracy ? (action, candidate) : (incumbent, value);
        }

        return value;
    }

    private TabularGlobalPolicy Table(int[] dispatcher) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, observations, (state, _) => dispatcher[state]);
}
