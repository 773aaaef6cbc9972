namespace Antiphon.Games;

/// <summary>Checks a game definition completely.</summary>
public static class GameValidator
{
    /// <summary>The largest number of local agents, 10^12.</summary>
    public const long MaximumAgents = 1_000_000_000_000;

    /// <summary>Finds everything that is wrong with a definition.</summary>
    /// <param name="definition">The definition to check.</param>
    /// <returns>All violations, in the order of the fields; empty when the definition is valid.</returns>
    public static IReadOnlyList<Violation> Validate(GameDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return [];
    }

    internal static Violation? ValidateAgents(long agents) =>
        agents is >= 1 and <= MaximumAgents ? null : new Violation("agents", $"is {agents}", $"a whole number from 1 to {MaximumAgents}", "give the number of local agents");

    internal static Violation? ValidateDiscount(double discount) =>
        discount is >= 0 and < 1 ? null : new Violation("discount", $"is {discount}", "a number in [0, 1)", "choose a discount below 1, such as 0.95");
}
