using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>What a system shows of itself, and which quantities a game that is fitted to it may depend on.</summary>
public sealed record SystemDeclaration
{
    private const int MostAgents = 10_000_000;

    /// <summary>A short name.</summary>
    public required string Name { get; init; }

    /// <summary>gamma, the discount per step, in [0, 1).</summary>
    public required double Discount { get; init; }

    /// <summary>n, from 1 to 10^7.</summary>
    public required int Agents { get; init; }

    /// <summary>One name per global state s_g.</summary>
    public required string[] GlobalStateNames { get; init; }

    /// <summary>One name per local state s_l.</summary>
    public required string[] LocalStateNames { get; init; }

    /// <summary>One name per global action a_g.</summary>
    public required string[] GlobalActionNames { get; init; }

    /// <summary>One name per local action a_l.</summary>
    public required string[] LocalActionNames { get; init; }

    /// <summary>
    /// An aggregate of the population on which the moves of the global state and the reward may depend; null where they depend on none.
    /// </summary>
    public Aggregate? Coupling { get; init; }

    /// <summary>Checks names and numbers.</summary>
    /// <exception cref="InvalidInputException">One is out of range; the message says what was expected.</exception>
    internal void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Name), "Name is empty; expected a short name");
        Require(Discount is >= 0 and < 1, $"Discount is {Discount}; expected a number from 0 to below 1");
        Require(Agents is >= 1 and <= MostAgents, $"Agents is {Agents}; expected 1 to {MostAgents:N0}");
        RequireNames(GlobalStateNames, nameof(GlobalStateNames));
        RequireNames(LocalStateNames, nameof(LocalStateNames));
        RequireNames(GlobalActionNames, nameof(GlobalActionNames));
        RequireNames(LocalActionNames, nameof(LocalActionNames));
    }

    private void RequireNames(string[] names, string place) =>
        Require(names is { Length: > 0 } && !names.Any(string.IsNullOrWhiteSpace), $"{place} has an empty name or none; expected one name each");

    private void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidInputException($"the system '{Name}': {message}");
        }
    }
}
