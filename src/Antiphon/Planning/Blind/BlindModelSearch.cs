using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Looks for a good blind pair where agents depend on the population, so that one agent's value is not enough: values are those of a
/// population model. From every constant dispatcher the agents answer (<see cref="ReactiveLLearn"/>), then the dispatcher cell by cell, in
/// turn, until neither gains.
/// </summary>
internal sealed class BlindModelSearch(PairEvaluation evaluator, double accuracy)
{
    private const int MostTurns = 10;

    private readonly CooperativeGame game = evaluator.Model.Game;
    private readonly CountLattice observations = evaluator.Observations;
    private int sweeps;

    /// <summary>Searches.</summary>
    /// <returns>The best pair found; its value is that of the model, its agents' policy may be random.</returns>
    internal BlindPair Solve(CancellationToken cancellation)
    {
        (BlindPair? best, LocalPolicy start) = (null, LocalPolicy.Uniform(game));
        for (int action = 0; action < game.GlobalActions; action++)
        {
            int[] dispatcher = new int[game.GlobalStates];
            Array.Fill(dispatcher, action);
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
            if (improved <= value + accuracy)
            {
                return Found(StopReason.NoImprovement);
            }

            value = improved;
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
            if (action == incumbent)
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
