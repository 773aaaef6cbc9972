namespace Antiphon.Games;

/// <summary>
/// Whom the global agent sees when it looks at k of the n local agents. An immutable value with a text form. The paper's rule, and the default, is <see cref="Uniform"/>; other rules are what
/// happens to a deployed dispatcher (the paper's Appendix H): see docs/looks.md. In games that declare types of agents looks are uniform within each type, and no other rule is there. A game carries its rule (<see cref="CooperativeGame.WithLook"/>); its hash does not cover it.
/// </summary>
public abstract record LookRule
{
    private protected LookRule()
    {
    }

    /// <summary>A uniform k-subset, drawn anew in each step.</summary>
    public static LookRule Uniform { get; } = new UniformLook();

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    public abstract string Text { get; }

    /// <summary>The text as a part of a file's name: all but ASCII letters, digits and dots is '-', since rules hold colons and names of states.</summary>
    public string FileWord => string.Concat(Text.Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-'));

    /// <summary>Reads a rule: "uniform", "replacement", "weighted:NAME=w,..", "weighted:near=w", "lossy:q" or "clustered:m".</summary>
    /// <param name="text">The text.</param>
    /// <param name="game">The game whose local states weights may name.</param>
    /// <exception cref="InvalidInputException">The text is no rule, or not one for this game.</exception>
    public static LookRule Parse(string text, CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(game);
        return LookRuleText.Parse(text, game);
    }

    /// <summary>Places of a count vector that stands for a look: S, and one more where the dispatcher sees how many looks were lost.</summary>
    /// <param name="localStates">S.</param>
    public virtual int Places(int localStates) => localStates;

    /// <summary>The text form.</summary>
    public sealed override string ToString() => Text;

    /// <summary>What a rule does not fit of a game's shape; null when it fits.</summary>
    internal virtual string? Misfit(CooperativeGame game) => null;

    /// <summary>Refuses numbers of agents that the rule cannot look at.</summary>
    /// <exception cref="InvalidInputException">k or n does not suit the rule.</exception>
    internal virtual void Require(long agents, int subsample)
    {
    }
}

/// <summary>A uniform k-subset.</summary>
public sealed record UniformLook : LookRule
{
    /// <inheritdoc/>
    public override string Text => "uniform";
}

/// <summary>k independent uniform agents: one may be seen more than once.</summary>
public sealed record ReplacementLook : LookRule
{
    /// <inheritdoc/>
    public override string Text => "replacement";
}

/// <summary>Each of k uniform looks fails with probability q, independently. The dispatcher sees how many arrived: a look counts the lost first, then the agents by local state.</summary>
/// <param name="Loss">q in [0, 1).</param>
public sealed record LossyLook(double Loss) : LookRule
{
    /// <inheritdoc/>
    public override string Text => $"lossy:{Loss:R}";

    /// <inheritdoc/>
    public override int Places(int localStates) => localStates + 1;

    /// <inheritdoc/>
    internal override string? Misfit(CooperativeGame game) => Loss is >= 0 and < 1 ? null : $"the probability of a loss is {Loss}; expected at least 0 and below 1";
}

/// <summary>
/// Whole clusters of m agents: agents are numbered, m consecutive ones are a cluster for good, and a look takes k/m of the n/m clusters, uniformly. All agents start independently, clusters or not.
/// Not a function of counts: simulated only.
/// </summary>
/// <param name="Size">m, at least 1; divides k and n.</param>
public sealed record ClusteredLook(int Size) : LookRule
{
    /// <inheritdoc/>
    public override string Text => $"clustered:{Size}";

    /// <inheritdoc/>
    internal override string? Misfit(CooperativeGame game) => Size >= 1 ? null : $"clusters have {Size} agents; expected at least 1";

    /// <inheritdoc/>
    internal override void Require(long agents, int subsample)
    {
        if (subsample % Size != 0 || agents % Size != 0)
        {
            throw new InvalidInputException($"looks at whole clusters of {Size} agents need k and n to be multiples of {Size}; found k = {subsample:N0} and n = {agents:N0}; change one of the three");
        }
    }
}
