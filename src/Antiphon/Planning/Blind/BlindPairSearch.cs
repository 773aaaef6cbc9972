using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Searches for a good blind pair: a dispatcher with one action for each s_g, and local agents that respond to it. Coordinate ascent
/// from every constant dispatcher and from random pairs: the agents' half is a decision process of one agent, solved exactly by policy
/// iteration; the dispatcher's half is a memoryless policy of a partially observed process, improved cell by cell. The result is a pair
/// that neither side improves, often but not always the best. Its value is exact for every n (<see cref="BlindEvaluator"/>).
/// </summary>
/// <param name="options">Starts and limits; see each option.</param>
internal sealed class BlindPairSearch(BlindPairOptions options)
{
    /// <summary>Searches.</summary>
    /// <param name="game">The game.</param>
    /// <param name="cancellation">Cancels inside solves.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    internal BlindPair Solve(CooperativeGame game, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        options.Require();
        var climb = new BlindClimb(game, options);
        int total = game.GlobalActions + options.RandomStarts;
        int sweeps = 0;
        Found? best = null;
        for (int number = 0; number < total; number++)
        {
            Found found = Climb(climb, Start(game, number), agentsFirst: number < game.GlobalActions, cancellation);
            sweeps += found.Sweeps;
            best = best is null || found.Solution.Beats(best.Solution) ? found : best;
        }

        Found final = Lowered(climb, best!, cancellation);
        return new BlindPair(
            [.. final.Dispatcher.Select((action, state) => game.Allowed.Global(state).Played(action))],
            LocalPolicy.Deterministic(game, (localState, globalState) =>
                game.Allowed.Local(localState, globalState).Played(final.Agents[(localState * game.GlobalStates) + globalState])
            ),
            final.Solution.Value,
            final.Solution.Error,
            total,
            sweeps + final.Sweeps,
            Reason(final)
        );
    }

    private static StopReason Reason(Found final) =>
        !final.Solution.Accurate ? StopReason.IterationLimit
        : final.Settled ? StopReason.NoImprovement
        : StopReason.MaximumSweeps;

    // Equal actions give way to the lowest; should that open a way up, it is gone.
    private static Found Lowered(BlindClimb climb, Found best, CancellationToken cancellation)
    {
        (int[] dispatcher, int[] agents) = ((int[])best.Dispatcher.Clone(), (int[])best.Agents.Clone());
        climb.LowerTies(dispatcher, agents, best.Solution, cancellation);
        Found lowered = Climb(climb, (dispatcher, agents), agentsFirst: true, cancellation);
        return best.Solution.Beats(lowered.Solution) ? best : lowered;
    }

    private static Found Climb(BlindClimb climb, (int[] Dispatcher, int[] Agents) start, bool agentsFirst, CancellationToken cancellation)
    {
        (BlindSolution solution, int sweeps, bool settled) = climb.Run(start.Dispatcher, start.Agents, agentsFirst, cancellation);
        return new Found(start.Dispatcher, start.Agents, solution, sweeps, settled);
    }

    private (int[] Dispatcher, int[] Agents) Start(CooperativeGame game, int number)
    {
        int[] dispatcher = new int[game.GlobalStates];
        int[] agents = new int[game.LocalStates * game.GlobalStates];
        if (number < game.GlobalActions)
        {
            Array.Fill(dispatcher, number);
            return (dispatcher, agents);
        }

        RandomStream stream = new RandomStream(options.Seed).Split(Purposes.BlindStart, number - game.GlobalActions);
        Draw(dispatcher, game.Allowed.Global);
        Draw(agents, game.Allowed.LocalCell);
        return (dispatcher, agents);

        void Draw(int[] cells, Func<int, ActionSet> allowed)
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                cells[cell] = allowed(cell).Draw(stream);
            }
        }
    }

    private sealed record Found(int[] Dispatcher, int[] Agents, BlindSolution Solution, int Sweeps, bool Settled);
}
