namespace Antiphon.Evaluation;

/// <summary>What a verification found.</summary>
/// <param name="Holds">Whether every inequality that was checked holds.</param>
/// <param name="Checked">Inequalities checked; each gap inequality over all states counts once.</param>
/// <param name="BellmanStates">States at which Bellman equations were checked, over all functions, until the verification ended.</param>
/// <param name="Functions">What is checked of each function; when a function fails, later ones are not reached.</param>
/// <param name="Seed">Seed of the choice of states; null where every state is checked.</param>
/// <param name="Failure">The first inequality that fails, in words; null when all hold.</param>
public sealed record Verification(
    bool Holds,
    long Checked,
    long BellmanStates,
    IReadOnlyList<VerifiedFunction> Functions,
    ulong? Seed,
    string? Failure
)
{
    /// <summary>
    /// What a certificate file says and a verification takes as it is, by the names of the fields; the names of states and actions are no
    /// part of the game's hash.
    /// </summary>
    public static IReadOnlyList<string> NotRechecked { get; } =
    ["firstOrderGap", "seconds", "notices", "version", "stateNames", "actionNames"];

    /// <summary>
    /// By how much the inequalities let pass a figure that is too good: rounding of sums, and of Bellman equations, whose errors count
    /// 1/(1 - gamma) times in each of two functions. In units of the return; of the inequalities that were checked.
    /// </summary>
    public double Rounding { get; init; }

    /// <summary>How many states all functions have together.</summary>
    public long BellmanEquations => Functions.Sum(function => function.States);

    /// <summary>
    /// Whether every function is checked at every state. If so and <see cref="Holds"/>, every figure is proved, up to rounding.
    /// </summary>
    public bool Complete => Functions.All(function => function.Checked == function.States);

    /// <summary>The function of which the smallest share is checked; null when there is none.</summary>
    public VerifiedFunction? Weakest => Functions.MinBy(function => (double)function.Checked / function.States);
}

/// <summary>How much of one function is checked.</summary>
/// <param name="Name">The function.</param>
/// <param name="Checked">States at which its Bellman equation is checked, drawn without replacement.</param>
/// <param name="States">How many states it has.</param>
public sealed record VerifiedFunction(string Name, long Checked, long States)
{
    /// <summary>
    /// The probability that the draw contains none of a number of states at which the function is wrong, whichever they are, fixed before
    /// the draw: C(M - m, d) / C(M, d).
    /// </summary>
    /// <param name="wrong">m, at least 0.</param>
    public double MissProbability(long wrong)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        double probability = 1.0;
        for (long state = 0L; state < wrong && probability > 0; state++)
        {
            probability *= Math.Max(0, States - Checked - state) / (double)Math.Max(1, States - state);
        }

        return probability;
    }

    /// <summary>The smallest number of wrong states that the draw misses with a probability below a limit.</summary>
    /// <param name="limit">In (0, 1].</param>
    public long FoundFrom(double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1);
        (long wrong, double probability) = (0L, 1.0);
        while (probability >= limit)
        {
            probability *= Math.Max(0, States - Checked - wrong) / (double)Math.Max(1, States - wrong);
            wrong++;
        }

        return wrong;
    }
}
