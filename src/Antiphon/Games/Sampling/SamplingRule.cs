namespace Antiphon.Games;

/// <summary>
/// Which k of the n local agents the global agent observes. An immutable value with a text form. The paper's rule, and the default, is
/// <see cref="Uniform"/>. Other rules describe what happens to a deployed dispatcher (the paper's Appendix H): see docs/sampling.md. In
/// games that declare types of agents, observations are uniform within each type, and no other rule is supported. A game carries its rule
/// (<see cref="CooperativeGame.WithSampling"/>); its hash does not cover it.
/// </summary>
public abstract record SamplingRule
{
    private protected SamplingRule() { }

    /// <summary>A uniform k-subset, drawn anew in each step.</summary>
    public static SamplingRule Uniform { get; } = new UniformSampling();

    /// <summary>The rule as <see cref="Parse"/> reads it.</summary>
    public abstract string Text { get; }

    /// <summary>
    /// The text as a part of a file's name: all but ASCII letters, digits and dots is '-', since rules hold colons and names of states.
    /// </summary>
    internal string FileWord =>
        string.Concat(Text.Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-'));

    /// <summary>Reads a rule: "uniform", "replacement", "weighted:NAME=w,..", "weighted:near=w", "lossy:q" or "clustered:m".</summary>
    /// <param name="text">The text.</param>
    /// <param name="game">The game whose local states weights may name.</param>
    /// <exception cref="InvalidInputException">The text is no rule, or not one for this game.</exception>
    public static SamplingRule Parse(string text, CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(game);
        return SamplingRuleText.Parse(text, game);
    }

    /// <summary>
    /// Places of a count vector that stands for an observation: S, and one more where the dispatcher sees how many observations were lost.
    /// </summary>
    /// <param name="localStates">S.</param>
    internal virtual int Places(int localStates) => localStates;

    /// <summary>The text form.</summary>
    public sealed override string ToString() => Text;

    /// <summary>What a rule does not fit of a game's shape; null when it fits.</summary>
    internal virtual string? Misfit(CooperativeGame game) => null;

    /// <summary>Refuses numbers of agents that the rule cannot observe.</summary>
    /// <exception cref="InvalidInputException">k or n does not suit the rule.</exception>
    internal virtual void Require(long agents, int subsample) { }
}

/// <summary>A uniform k-subset.</summary>
internal sealed record UniformSampling : SamplingRule
{
    /// <inheritdoc/>
    public override string Text => "uniform";
}

/// <summary>k independent uniform agents: one may be seen more than once.</summary>
public sealed record ReplacementSampling : SamplingRule
{
    /// <inheritdoc/>
    public override string Text => "replacement";
}

/// <summary>
/// A uniform k-subset of which each agent's observation is lost with probability q, independently. The dispatcher sees how many were lost:
/// an observation counts these first, then the agents by local state.
/// </summary>
/// <param name="Loss">q in [0, 1).</param>
public sealed record LossySampling(double Loss) : SamplingRule
{
    /// <inheritdoc/>
    public override string Text => $"lossy:{Loss:R}";

    /// <inheritdoc/>
    internal override int Places(int localStates) => localStates + 1;

    /// <inheritdoc/>
    internal override string? Misfit(CooperativeGame game) =>
        Loss is >= 0 and < 1 ? null : $"the loss probability is {Loss}; expected at least 0 and below 1";
}

/// <summary>
/// Whole clusters of m agents. Agents are numbered, and m consecutive ones form a fixed cluster. An observation takes k/m of the n/m
/// clusters, uniformly. All agents start independently, also within a cluster. The law is not a function of counts, so such games are only
/// simulated.
/// </summary>
/// <param name="Size">m, at least 1; divides k and n.</param>
public sealed record ClusteredSampling(int Size) : SamplingRule
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
            throw new InvalidInputException(
                $"observations of whole clusters of {Size} agents need k and n to be multiples of {Size}; found k = {subsample:N0} and n "
                    + $"= {agents:N0}; change one of the three"
            );
        }
    }
}
