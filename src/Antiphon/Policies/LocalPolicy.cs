using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>pi_l(a_l | s_l, s_g): the policy that every local agent follows; index order [s_l][s_g][a_l]. Immutable.</summary>
/// <remarks>
/// Any function of (s_l, s_g) can be a local policy (<see cref="Of"/>), and each is stored as its table of S G B probabilities. The reason
/// is that n agents are simulated and evaluated by counts, which requires the law of one agent's action in each state. Rows sum to 1
/// within rounding: a row that was further off (up to 1e-9 is accepted) is divided by its sum when the policy is created.
/// </remarks>
public sealed class LocalPolicy
{
    private readonly double[] probabilities;

    private LocalPolicy(int localStates, int globalStates, int localActions, double[] probabilities)
    {
        LocalStates = localStates;
        GlobalStates = globalStates;
        LocalActions = localActions;
        this.probabilities = probabilities;
    }

    /// <summary>S, the number of local states.</summary>
    public int LocalStates { get; }

    /// <summary>G, the number of global states.</summary>
    public int GlobalStates { get; }

    /// <summary>B, the number of local actions.</summary>
    public int LocalActions { get; }

    /// <summary>The whole table, index order [s_l][s_g][a_l], length S G B.</summary>
    public ReadOnlySpan<double> Probabilities => probabilities;

    /// <summary>Checks a table and builds the policy; the table is copied.</summary>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="localActions">B, at least 1.</param>
    /// <param name="probabilities">The table, index order [s_l][s_g][a_l], length S G B.</param>
    /// <exception cref="InvalidPolicyException">
    /// The length is wrong, an entry is no probability (NaN included) or a row does not sum to 1 within 1e-9; every such place is named.
    /// </exception>
    public static LocalPolicy Create(int localStates, int globalStates, int localActions, ReadOnlySpan<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localStates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(globalStates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(localActions, 1);
        List<Violation> violations = Check(localStates, globalStates, localActions, probabilities);
        if (violations.Count > 0)
        {
            throw new InvalidPolicyException("the local policy", violations);
        }

        double[] copy = probabilities.ToArray();
        for (int start = 0; start < copy.Length; start += localActions)
        {
            ProbabilityRow.Normalize(copy.AsSpan(start, localActions));
        }

        return new LocalPolicy(localStates, globalStates, localActions, copy);
    }

    /// <summary>The policy that picks every allowed action with the same probability.</summary>
    /// <param name="game">Gives the sizes, and what is allowed.</param>
    public static LocalPolicy Uniform(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        double[] table = new double[game.LocalStates * game.GlobalStates * game.LocalActions];
        for (int cell = 0; cell < game.LocalStates * game.GlobalStates; cell++)
        {
            game.Allowed.LocalCell(cell).WriteUniform(table.AsSpan(cell * game.LocalActions, game.LocalActions));
        }

        return Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }

    /// <summary>The policy that a function describes.</summary>
    /// <param name="game">Gives the sizes.</param>
    /// <param name="lawOf">The B probabilities of the local actions as a function of (s_l, s_g).</param>
    /// <exception cref="InvalidPolicyException">
    /// A law has the wrong length or is not a probability law; every such place is named.
    /// </exception>
    public static LocalPolicy Of(CooperativeGame game, Func<int, int, IReadOnlyList<double>> lawOf)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(lawOf);
        var violations = new List<Violation>();
        var table = new List<double>();
        for (int row = 0; row < game.LocalStates * game.GlobalStates; row++)
        {
            IReadOnlyList<double> law = lawOf(row / game.GlobalStates, row % game.GlobalStates);
            table.AddRange(law);
            if (law.Count != game.LocalActions)
            {
                violations.Add(
                    new Violation(
                        $"localPolicy[{row / game.GlobalStates}][{row % game.GlobalStates}]",
                        $"has {law.Count} probabilities",
                        $"{game.LocalActions}, one per local action",
                        "return one probability per local action of the game"
                    )
                );
            }
        }

        return violations.Count == 0
            ? Create(game.LocalStates, game.GlobalStates, game.LocalActions, table.ToArray())
            : throw new InvalidPolicyException("the local policy", violations);
    }

    /// <summary>The policy that always takes the action a function names.</summary>
    /// <param name="game">Gives the sizes.</param>
    /// <param name="actionOf">a_l as a function of (s_l, s_g).</param>
    /// <exception cref="ArgumentOutOfRangeException">The function names an action that does not exist.</exception>
    public static LocalPolicy Deterministic(CooperativeGame game, Func<int, int, int> actionOf)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(actionOf);
        double[] table = new double[game.LocalStates * game.GlobalStates * game.LocalActions];
        for (int row = 0; row < game.LocalStates * game.GlobalStates; row++)
        {
            int action = actionOf(row / game.GlobalStates, row % game.GlobalStates);
            ArgumentOutOfRangeException.ThrowIfNegative(action, nameof(actionOf));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, game.LocalActions, nameof(actionOf));
            table[(row * game.LocalActions) + action] = 1;
        }

        return Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }

    /// <summary>pi_l(. | s_l, s_g), length B.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    public ReadOnlySpan<double> At(int localState, int globalState)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(localState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(localState, LocalStates);
        ArgumentOutOfRangeException.ThrowIfNegative(globalState);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(globalState, GlobalStates);
        return probabilities.AsSpan(((localState * GlobalStates) + globalState) * LocalActions, LocalActions);
    }

    /// <summary>Everything that is wrong with a table.</summary>
    internal static List<Violation> Check(int localStates, int globalStates, int localActions, ReadOnlySpan<double> probabilities)
    {
        var violations = new List<Violation>();
        long length = (long)localStates * globalStates * localActions;
        if (probabilities.Length != length)
        {
            violations.Add(
                new Violation(
                    "localPolicy",
                    $"has {probabilities.Length} entries",
                    $"{localStates} x {globalStates} x {localActions} = {length}",
                    "give one probability per local state, global state and local action"
                )
            );
            return violations;
        }

        for (int row = 0; row < length / localActions; row++)
        {
            ProbabilityRow.Check(
                $"localPolicy[{row / globalStates}][{row % globalStates}]",
                probabilities.Slice(row * localActions, localActions),
                violations
            );
        }

        return violations;
    }
}
