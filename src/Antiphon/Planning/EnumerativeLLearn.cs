using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>Options of <see cref="EnumerativeLLearn"/>.</summary>
public sealed record EnumerativeOptions
{
    /// <summary>Accuracy of every policy's value within the model; positive, in units of the return.</summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>The most policies that may be evaluated, at least 1: B^(S G) of them exist where every action is allowed.</summary>
    public long MaximumPolicies { get; init; } = 100_000;

    internal void Check()
    {
        if (!(Accuracy > 0) || MaximumPolicies < 1)
        {
            throw new InvalidInputException($"enumeration needs accuracy > 0 and at least 1 policy; found {Accuracy}, {MaximumPolicies}");
        }
    }
}

/// <summary>
/// L-LEARN by enumeration: the best of all deterministic shared local policies of allowed actions, B^(S G) where every action is allowed,
/// against a fixed global policy, each evaluated in the deployed game. Exact within its class. The best randomised policy can be better,
/// because reactive agents see only part of the state.
/// </summary>
/// <param name="options">Accuracy and limits.</param>
public sealed class EnumerativeLLearn(EnumerativeOptions options)
{
    /// <summary>
    /// The number of deterministic local policies, B^(S G) where every action is allowed; infinity when it exceeds a double.
    /// </summary>
    /// <param name="game">The game.</param>
    internal static double Policies(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return game.Allowed.LocalSets is { } sets
            ? sets.Aggregate(1.0, (product, set) => product * set.Count)
            : Math.Pow(game.LocalActions, (double)game.LocalStates * game.GlobalStates);
    }

    /// <summary>Finds the best deterministic policy; keeps the start where none is better by more than the accuracy.</summary>
    /// <param name="model">The population, exact or mean-field.</param>
    /// <param name="start">The pair; its global policy is kept fixed.</param>
    /// <param name="observations">Count vectors of the k agents that the global policy sees.</param>
    /// <param name="cancellation">Cancels between policies.</param>
    /// <exception cref="InvalidInputException">
    /// There are too many policies, or a kernel cannot be advanced accurately in the model.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public BestResponse<LocalPolicy> Solve(
        PopulationModel model,
        JointPolicy start,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(observations);
        SubsampleCheck.RequireObservations(model.Game, start.Global, observations);
        using var workers = new Workers(1, cancellation);
        var evaluator = new PairEvaluation(model, observations, workers);
        evaluator.SetGlobal(start.Global);
        return Solve(evaluator, start.Local, cancellation);
    }

    /// <summary>The same on a workspace that holds the global policy already.</summary>
    internal BestResponse<LocalPolicy> Solve(PairEvaluation evaluator, LocalPolicy start, CancellationToken cancellation)
    {
        options.Check();
        CooperativeGame game = evaluator.Model.Game;
        RequireFits(game);
        var reactive = new ReactiveLLearn(new BestResponseOptions { Accuracy = options.Accuracy, MaximumSteps = 0 });
        double startGap = reactive.Solve(evaluator, start, cancellation).StartGap;
        (LocalPolicy best, double bestValue, int evaluated) = (start, Value(evaluator, start, cancellation) + options.Accuracy, 0);
        foreach (LocalPolicy policy in Deterministic(game))
        {
            double value = Value(evaluator, policy, cancellation);
            evaluated++;
            (best, bestValue) = value > bestValue ? (policy, value) : (best, bestValue);
        }

        BestResponse<LocalPolicy> answer = reactive.Solve(evaluator, best, cancellation);
        return answer with { StartGap = startGap, Steps = evaluated, StopReason = StopReason.NoImprovement };
    }

    /// <summary>Refuses a class that is too large.</summary>
    internal void RequireFits(CooperativeGame game)
    {
        if (Policies(game) > options.MaximumPolicies)
        {
            string cells = game.Allowed.LocalSets is null ? $"{game.LocalActions}^({game.LocalStates} x {game.GlobalStates}) = " : "";
            throw new InvalidInputException(
                $"there are {cells}{Policies(game):G3} deterministic local policies; enumeration takes at most "
                    + $"{options.MaximumPolicies:N0}; use another local oracle, for example reactive, or a smaller game"
            );
        }
    }

    // Like an odometer: cell 0 turns fastest.
    private static IEnumerable<LocalPolicy> Deterministic(CooperativeGame game)
    {
        int[] choice = new int[game.LocalStates * game.GlobalStates];
        do
        {
            yield return LocalPolicy.Deterministic(game, (localState, globalState) =>
                game.Allowed.Local(localState, globalState)[choice[(localState * game.GlobalStates) + globalState]]
            );
        } while (MoveNext(choice, game.Allowed));
    }

    // Places among the allowed actions of each cell.
    private static bool MoveNext(int[] choice, AllowedActions allowed)
    {
        for (int cell = 0; cell < choice.Length; cell++)
        {
            choice[cell] = (choice[cell] + 1) % allowed.LocalCell(cell).Count;
            if (choice[cell] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private double Value(PairEvaluation evaluator, LocalPolicy policy, CancellationToken cancellation)
    {
        evaluator.SetLocal(policy);
        return evaluator.Evaluate(options.Accuracy / 10, cancellation);
    }
}
